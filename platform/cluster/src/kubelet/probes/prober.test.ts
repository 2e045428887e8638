import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import type { Probe } from '#kubernetes/core/v1'
import type { CheckResult } from './check-result.ts'
import { Prober } from './prober.ts'

/** A probe whose answers the test decides, and what came of it with the time since its start. */
function probing(probe: Probe, isEager: boolean, answer: (ms: number) => boolean | 'never') {
  const clock = new FakeClock(0)
  const seen: string[] = []
  const prober = new Prober({
    probe,
    clock,
    isEager,
    check: (signal) => {
      const isSuccess = answer(clock.now())
      seen.push(`${clock.now()} asked`)
      if (isSuccess !== 'never') return Promise.resolve({ isSuccess, output: isSuccess ? '' : 'no' })
      return new Promise<CheckResult>((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    },
    onVerdict: (isSuccess) => seen.push(`${clock.now()} ${isSuccess ? 'good' : 'bad'}`),
    onFailure: (output) => seen.push(`${clock.now()} failed: ${output}`),
  })
  return { clock, seen, prober, reported: () => seen.filter((line) => !line.endsWith('asked')) }
}

it('finds at once that a young process is ready, and counts no failure before', async () => {
  const { clock, reported } = probing({ periodSeconds: 10 }, true, (ms) => ms >= 70)
  await clock.advance(1000)
  expect(reported()).toEqual(['80 good'])
})

it('asks in its period once it knows', async () => {
  const { clock, seen } = probing({ periodSeconds: 2 }, true, () => true)
  await clock.advance(5000)
  expect(seen).toEqual(['0 asked', '0 good', '2000 asked', '4000 asked'])
})

it('counts failures after the first second, up to the threshold', async () => {
  const { clock, reported } = probing({ periodSeconds: 1, failureThreshold: 2 }, true, () => false)
  await clock.advance(3500)
  expect(reported()).toEqual(['1000 failed: no', '2000 failed: no', '2000 bad', '3000 failed: no'])
})

it('waits for its initial delay', async () => {
  const { clock, seen } = probing({ initialDelaySeconds: 5, periodSeconds: 10 }, true, () => true)
  await clock.advance(5000)
  expect(seen).toEqual(['5000 asked', '5000 good'])
})

it('needs as many successes in a row as the threshold says', async () => {
  const { clock, reported } = probing({ periodSeconds: 1, successThreshold: 3 }, true, () => true)
  await clock.advance(3000)
  expect(reported()).toEqual(['2000 good'])
})

it('does not ask a process that has only just started whether it lives', async () => {
  const { clock, seen } = probing({ periodSeconds: 10, failureThreshold: 1 }, false, (ms) => ms >= 70)
  await clock.advance(1000)
  expect(seen).toEqual(['1000 asked', '1000 good'])
})

it('goes from good to bad and back', async () => {
  const { clock, reported } = probing(
    { periodSeconds: 1, failureThreshold: 2 },
    true,
    (ms) => ms < 1000 || ms >= 4000,
  )
  await clock.advance(5000)
  expect(reported()).toEqual([
    '0 good',
    '1000 failed: no',
    '2000 failed: no',
    '2000 bad',
    '3000 failed: no',
    '4000 good',
  ])
})

it('takes no answer in time for a failure', async () => {
  const { clock, reported } = probing(
    { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 1 },
    false,
    () => 'never',
  )
  await clock.advance(3000)
  expect(reported()).toEqual(['3000 failed: command timed out after 2s', '3000 bad'])
})

it('says nothing after its end', async () => {
  const { clock, prober, seen } = probing({ periodSeconds: 1 }, true, () => true)
  await clock.advance(0)
  prober[Symbol.dispose]()
  await clock.advance(5000)
  expect(seen).toEqual(['0 asked', '0 good'])
})
