import { expect, it } from 'vitest'
import { waterfallLines } from './waterfall-lines.ts'

it('draws the phases on one axis', () => {
  const lines = waterfallLines({
    commit: 'c',
    subject: '',
    apps: [],
    state: 'live',
    pushedAt: 0,
    phases: [
      { name: 'push', startMs: 0, ms: 100 },
      { name: 'checks', startMs: 100, ms: 300 },
    ],
  })
  expect(lines).toEqual([
    '  push           ━━━━━━━━━━                                  100 ms',
    '  checks                   ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━    300 ms',
  ])
})
