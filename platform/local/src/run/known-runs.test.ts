import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { describe, expect, it } from 'vitest'
import type { RunUpdate } from './delivery-run.ts'
import { KnownRuns } from './known-runs.ts'
import { OpenRun } from './open-run.ts'

const commit = 'c'.repeat(40)

/** Follows the commit, and keeps what comes. */
function followed(runs: KnownRuns) {
  const updates: RunUpdate[] = []
  const gone = new AbortController()
  const following = (async () => {
    for await (const update of runs.follow(commit, gone.signal, 0, () => {})) updates.push(update)
  })()
  return { updates, following, leave: () => gone.abort() }
}

describe('who follows a commit', () => {
  it('is sent away after a while where its push never comes, and leaves no timer', async () => {
    const clock = new FakeClock(0)
    const { updates, following } = followed(new KnownRuns(clock))
    await clock.advance(9_999)
    expect(updates).toEqual([])
    await clock.advance(1)
    await following
    expect(updates).toEqual([{ type: 'unseen', commit }])
    expect(clock.waiting).toBe(0)
  })

  it('waits for as long as it takes where the commit has a run', async () => {
    const clock = new FakeClock(0)
    const runs = new KnownRuns(clock)
    const { updates, following, leave } = followed(runs)
    await clock.advance(5_000)
    runs.add(new OpenRun(commit, 5_000))
    await clock.advance(100_000)
    expect(updates).toEqual([])
    leave()
    await following
  })
})
