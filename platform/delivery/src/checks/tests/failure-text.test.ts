import { expect, it } from 'vitest'
import { failureText } from './failure-text.ts'

it('names the test, the error, the difference and the place', () => {
  const text = failureText(
    [
      {
        file: '/tree/dev/web/src/app.test.ts',
        names: ['the list > is empty'],
        errors: [
          {
            name: 'AssertionError',
            message: 'expected 1 to be 2',
            diff: '- Expected\n+ Received\n\n- 2\n+ 1',
            stacks: [{ file: '/tree/dev/web/src/app.test.ts', line: 12, column: 5 }],
          },
        ],
      },
      {
        file: '/tree/dev/web/src/broken.test.ts',
        names: [],
        errors: [
          {
            name: 'SyntaxError',
            message: 'SyntaxError: Unexpected token',
            stack: 'SyntaxError: x\n    at a (b.ts:1:2)',
          },
        ],
      },
    ],
    '/tree',
  )
  expect(text).toBe(`FAIL dev/web/src/app.test.ts > the list > is empty
  AssertionError: expected 1 to be 2
  - Expected
  + Received
  - 2
  + 1
  at dev/web/src/app.test.ts:12:5

FAIL dev/web/src/broken.test.ts
  SyntaxError: Unexpected token
  at a (b.ts:1:2)`)
})

it('cuts lines that nobody reads to their end', () => {
  const text = failureText([{ file: '/t/a', names: [], errors: [{ message: 'x'.repeat(1000) }] }], '/t')
  expect(text.split('\n')[1]).toHaveLength(303)
})
