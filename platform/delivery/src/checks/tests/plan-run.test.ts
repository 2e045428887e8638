import { expect, it } from 'vitest'
import { changedSources } from './plan-run.ts'

const green = new Map([
  ['package-lock.json', 'a'],
  ['dev/web/migrations/0001-a.ts', 'a'],
  ['dev/web/src/a.ts', 'a'],
  ['dev/web/src/b.ts', 'b'],
  ['dev/words/src/c.ts', 'c'],
])

it.each([
  { name: 'nothing differs', change: {}, want: [] },
  { name: 'a source differs', change: { 'dev/web/src/a.ts': 'x' }, want: ['dev/web/src/a.ts'] },
  {
    name: 'a source of a library differs',
    change: { 'dev/words/src/c.ts': 'x' },
    want: ['dev/words/src/c.ts'],
  },
  { name: 'a file comes', change: { 'dev/web/src/c.ts': 'x' }, want: undefined },
  { name: 'a file goes', change: { 'dev/web/src/b.ts': undefined }, want: undefined },
  {
    name: 'a file is renamed',
    change: { 'dev/web/src/b.ts': undefined, 'dev/web/src/c.ts': 'b' },
    want: undefined,
  },
  { name: 'a migration differs', change: { 'dev/web/migrations/0001-a.ts': 'x' }, want: undefined },
  { name: 'a dependency differs', change: { 'package-lock.json': 'x' }, want: undefined },
])('runs again what can be affected: $name', ({ change, want }) => {
  const now = new Map(green)
  for (const [path, content] of Object.entries(change)) {
    if (content === undefined) now.delete(path)
    else now.set(path, content)
  }
  expect(changedSources(green, now, ['dev/web/src', 'dev/words/src'])).toEqual(want)
})
