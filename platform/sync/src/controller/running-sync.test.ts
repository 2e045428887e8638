import { GitopsError } from '@gitops-example/kit/errors'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { planSync } from '../operation/plan-sync.ts'
import { SyncOperation } from '../operation/sync-operation.ts'
import { anObject, desiredOf } from '../testing/objects.ts'
import { RunningSync } from './running-sync.ts'

const desired = [desiredOf(anObject('ConfigMap', 'x'))]

/** A sync whose only apply answers as `outcomes` say, one by one. */
function start(outcomes: (Error | undefined)[], limit: number) {
  const clock = new FakeClock()
  let attempts = 0
  const begin = () => {
    attempts++
    const groups = planSync({
      desired,
      isSame: () => false,
      extraneous: [],
      prune: false,
      pruneLast: false,
      selective: false,
    })
    return new SyncOperation(
      groups,
      {
        check: async () => {},
        prepare: async () => {},
        async apply(one) {
          const outcome = outcomes.shift()
          if (outcome !== undefined) throw outcome
          return one.object
        },
        create: async (one) => one.object,
        release: async () => {},
        delete: async () => {},
      },
      { get: () => undefined, health: async () => undefined },
    )
  }
  const sync = new RunningSync(
    {
      target: 't',
      revision: 'abc',
      revisions: ['abc'],
      kind: 'full',
      initiatedBy: { automated: true },
      operation: {},
      source: { source: {} },
      retry: { limit, backoffMs: 1000, factor: 2, maxBackoffMs: 10_000 },
    },
    begin,
    clock.now(),
  )
  const step = () => sync.step(() => clock.now())
  return { sync, clock, step, attempts: () => attempts }
}

const wrong = () => new GitopsError('kubernetes-422', 'it is wrong')
const conflict = () => new GitopsError('kubernetes-409', 'conflict', { retryable: true })
const away = () => new GitopsError('kubernetes-unreachable', 'no answer', { retryable: true })

it('retries after the back-off of the policy, and says when', async () => {
  const { sync, clock, step, attempts } = start([wrong(), wrong()], 3)
  const failed = await step()
  expect(failed.message).toContain('it is wrong Retrying attempt #1 at 2026-01-01T00:00:01.000Z.')
  expect(sync.status()).toMatchObject({ phase: 'Running', retryCount: 1 })
  await step()
  expect(attempts()).toBe(1)
  await clock.advance(1000)
  await step()
  await clock.advance(1999)
  await step()
  expect(attempts()).toBe(2)
  await clock.advance(1)
  expect((await step()).phase).toBe('Succeeded')
  expect(sync.status()).toMatchObject({
    phase: 'Succeeded',
    retryCount: 2,
    finishedAt: '2026-01-01T00:00:03.000Z',
  })
})

it('fails for good at the limit', async () => {
  const { sync, step } = start([wrong()], 0)
  await step()
  expect(sync.isFinished).toBe(true)
  expect(sync.status()).toMatchObject({ phase: 'Failed' })
})

it('recovers from a conflict without counting a retry', async () => {
  const { sync, clock, step, attempts } = start([conflict()], 0)
  expect(await step()).toMatchObject({ phase: 'Running', message: 'conflict' })
  await clock.advance(100)
  expect((await step()).phase).toBe('Succeeded')
  expect(attempts()).toBe(1)
  expect(sync.status().retryCount).toBeUndefined()
})

it('fails when a retryable error persists', async () => {
  const { sync, clock, step } = start(Array.from({ length: 20 }, conflict), 0)
  for (let time = 0; time < 20 && !sync.isFinished; time++) {
    await step()
    await clock.advance(5000)
  }
  expect(sync.status()).toMatchObject({ phase: 'Failed', message: 'conflict' })
})

it('waits for an API that is away, however long', async () => {
  const { sync, clock, step } = start(Array.from({ length: 100 }, away), 0)
  for (let time = 0; time < 100; time++) {
    await step()
    await clock.advance(5000)
  }
  expect(sync.status().phase).toBe('Running')
  expect((await step()).phase).toBe('Succeeded')
})
