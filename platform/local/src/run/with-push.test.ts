import { expect, it } from 'vitest'
import { withPush } from './with-push.ts'

it('counts from the start of git push', () => {
  const run = withPush(
    {
      commit: 'c',
      subject: '',
      apps: [],
      state: 'live',
      pushedAt: 1040,
      phases: [{ name: 'checks', startMs: 5, ms: 100 }],
      totalMs: 300,
    },
    1000,
  )
  expect(run.totalMs).toBe(340)
  expect(run.phases).toEqual([
    { name: 'push', startMs: 0, ms: 40 },
    { name: 'checks', startMs: 45, ms: 100 },
  ])
})
