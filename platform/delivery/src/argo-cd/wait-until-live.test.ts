import { GitopsError } from '@gitops-example/kit/errors'
import { FakeClock } from '@gitops-example/kit/fake-clock'
import { expect, test } from 'vitest'
import { type ArgoApplication, readApplication } from './argo-cd.ts'
import { waitUntilLive } from './wait-until-live.ts'

const old = { sync: 'Synced', health: 'Healthy', message: '', images: ['docker.io/me/api:old'] }
const rolling = { sync: 'Synced', health: 'Progressing', message: '', images: ['me/api:old', 'me/api:new'] }
const live = {
  sync: 'Synced',
  health: 'Healthy',
  message: '',
  images: ['registry:5000/me/api:new@sha256:00'],
}
const away = new GitopsError('argo-cd-unreachable', 'no answer', { retryable: true })

/** Waits for tag `new`, or `newer`, while Argo CD gives these answers one after the other, the last for ever. */
async function wait(answers: (ArgoApplication | GitopsError)[]): Promise<string[]> {
  const clock = new FakeClock()
  const progress: string[] = []
  let done = false
  const waiting = waitUntilLive({
    argoCd: {
      async application() {
        const [answer] = answers.length > 1 ? answers.splice(0, 1) : answers
        if (answer instanceof GitopsError || answer === undefined) throw answer
        return answer
      },
    },
    apps: ['api'],
    carries: async (tag) => ['new', 'newer'].includes(tag),
    timeoutMs: 600_000,
    clock,
    progress: (line) => void progress.push(line),
  }).finally(() => {
    done = true
  })
  waiting.catch(() => {})
  while (!done) await clock.advance(5_000)
  await waiting
  return progress
}

test('an old version that is healthy is not the release', async () => {
  expect(await wait([old, old, rolling, live])).toEqual([
    'api: Synced, Healthy, runs old',
    'api: Synced, Progressing',
    'api: Synced, Healthy',
  ])
})

test('a later release counts', async () => {
  expect(await wait([{ ...live, images: ['me/api:newer'] }])).toEqual(['api: Synced, Healthy'])
})

test('an Argo CD that is away for a while is asked again', async () => {
  expect((await wait([away, live])).at(-1)).toBe('api: Synced, Healthy')
})

test('gives up at once when the new version is degraded, with the reason', async () => {
  const degraded = { ...live, health: 'Degraded', message: 'Deployment exceeded its progress deadline' }
  await expect(wait([rolling, degraded])).rejects.toThrow(
    'api: Synced, Degraded. Deployment exceeded its progress deadline',
  )
})

test('an old version that is degraded is none of its business', async () => {
  await expect(wait([{ ...old, health: 'Degraded' }, live])).resolves.toHaveLength(2)
})

test('says how each app stands when time is up', async () => {
  await expect(wait([old])).rejects.toThrow(
    'After 600 s the release is not live: api: Synced, Healthy, runs old.',
  )
})

test('a refusal ends the wait', async () => {
  await expect(wait([new GitopsError('argo-cd-refused', 'answers 403')])).rejects.toThrow('answers 403')
})

test.each([
  {
    name: 'nothing yet',
    body: { metadata: {} },
    want: { sync: 'Unknown', health: 'Unknown', message: '', images: [] },
  },
  { name: 'no object', body: null, want: { sync: 'Unknown', health: 'Unknown', message: '', images: [] } },
  {
    name: 'a failed operation',
    body: {
      status: {
        sync: { status: 'OutOfSync' },
        health: { status: 'Healthy' },
        operationState: { message: 'one or more objects failed to apply' },
        summary: { images: ['a:1', 'b:2'] },
      },
    },
    want: {
      sync: 'OutOfSync',
      health: 'Healthy',
      message: 'one or more objects failed to apply',
      images: ['a:1', 'b:2'],
    },
  },
])('reads an Application that has $name', ({ body, want }) => {
  expect(readApplication(body)).toEqual(want)
})
