import { GitopsError } from '@gitops-example/kit/errors'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import type { ArgoApplication } from './argo-application.ts'
import { releaseFailure, waitUntilLive } from './wait-until-live.ts'

const running = (tag: string, health = 'Healthy', message = ''): ArgoApplication => ({
  sync: 'Synced',
  health,
  message,
  images: [`registry:5000/me/api:${tag}@sha256:00`],
  history: [],
})
const old = running('old')
const live = running('new')
const rolling = { ...running('new', 'Progressing'), images: ['me/api:old', 'me/api:new'] }
const degraded = running('new', 'Degraded', 'Deployment exceeded its progress deadline')
const away = new GitopsError('argo-cd-unreachable', 'no answer.', { retryable: true })

type Answer = ArgoApplication | GitopsError | undefined

/** Waits for tag `new`, or `newer`, while Argo CD gives each app's answers one after the other, the last for ever. */
async function wait(answers: Record<string, Answer[]>, watchMs = 0) {
  const clock = new FakeClock()
  const startedAt = clock.now()
  const progress: string[] = []
  let done = false
  const waiting = waitUntilLive({
    argoCd: {
      async application(name) {
        const left = answers[name] ?? []
        const [answer] = left.length > 1 ? left.splice(0, 1) : left
        if (answer instanceof GitopsError) throw answer
        return answer
      },
    },
    apps: Object.keys(answers),
    carries: async (tag) => ['new', 'newer'].includes(tag),
    timeoutMs: 600_000,
    watchMs,
    clock,
    progress: (line) => void progress.push(line),
  }).finally(() => {
    done = true
  })
  waiting.catch(() => {})
  while (!done) await clock.advance(5_000)
  const standings = await waiting
  const failure = releaseFailure(standings, 600_000)
  return { progress, standings, failure, seconds: (clock.now() - startedAt) / 1000 }
}

test('an old version that is healthy is not the release', async () => {
  const { progress, failure } = await wait({ api: [old, old, rolling, live] })
  expect(failure).toBeUndefined()
  expect(progress).toEqual([
    'api: Synced, Healthy, runs old',
    'api: Synced, Progressing',
    'api: Synced, Healthy',
  ])
})

test.each([
  { name: 'a later release counts', answers: [running('newer')] },
  { name: 'an Argo CD that is away for a while is asked again', answers: [away, live] },
  { name: 'an Application that is made later is waited for', answers: [undefined, live] },
  {
    name: 'an old version that is degraded is none of its business',
    answers: [running('old', 'Degraded'), live],
  },
  {
    name: 'what is degraded for a moment is no failure',
    answers: [degraded, rolling, degraded, degraded, live],
  },
])('$name', async ({ answers }) => {
  const { failure, progress } = await wait({ api: answers })
  expect(failure).toBeUndefined()
  expect(progress.at(-1)).toBe('api: Synced, Healthy')
})

test('gives up when the new version stays degraded, with the reason', async () => {
  const { failure, standings, seconds } = await wait({ api: [rolling, degraded] })
  expect(failure).toMatchObject({
    code: 'release-degraded',
    message: 'api: Synced, Degraded. Deployment exceeded its progress deadline',
  })
  expect(standings).toMatchObject([{ app: 'api', state: 'degraded', tags: ['new'] }])
  expect(seconds).toBeLessThanOrEqual(20)
})

test('waits for the other apps before it gives one up', async () => {
  const { standings, failure } = await wait({
    api: [degraded],
    web: [rolling, rolling, rolling, rolling, live],
  })
  expect(standings.map(({ app, state }) => `${app} ${state}`)).toEqual(['api degraded', 'web live'])
  expect(failure?.message).not.toContain('web')
})

test('says how each app stands when time is up', async () => {
  const { failure, seconds } = await wait({ api: [old], web: [away], shop: [undefined] })
  expect(failure).toMatchObject({
    code: 'release-not-live',
    message:
      'The release is not live after 600 s: api: Synced, Healthy, runs old; web: no answer; shop: no such Application yet.',
  })
  expect(seconds).toBe(600)
})

test('what turns degraded when time is up is not given up', async () => {
  const { standings } = await wait({ api: [...Array<Answer>(120).fill(rolling), degraded] })
  expect(standings).toMatchObject([{ app: 'api', state: 'waiting' }])
})

const later = (count: number, ...then: Answer[]) => [...Array<Answer>(count).fill(live), ...then]

test.each([
  { name: 'stays live', answers: later(1), seconds: 60 },
  { name: 'is away when the time ends', answers: later(3, away), seconds: 60 },
  { name: 'restarts pods', answers: later(3, rolling), seconds: 60 },
  { name: 'is degraded for a moment', answers: later(3, degraded, live), seconds: 60 },
  { name: 'is degraded for a moment at the end', answers: later(12, degraded, live), seconds: 65 },
])('a release that $name while it is watched is live', async ({ answers, seconds }) => {
  const outcome = await wait({ api: answers }, 60_000)
  expect(outcome.failure).toBeUndefined()
  expect(outcome.standings).toMatchObject([{ state: 'live' }])
  expect(outcome.seconds).toBe(seconds)
  expect(outcome.progress).toContain('live; watched for another 60 s')
})

test.each([
  { name: 'soon', answers: later(3, degraded), seconds: 25 },
  { name: 'at the very end', answers: later(12, degraded), seconds: 70 },
])('a release that turns degraded $name while it is watched has failed', async ({ answers, seconds }) => {
  const outcome = await wait({ api: answers, web: later(1, away) }, 60_000)
  expect(outcome.failure).toMatchObject({ code: 'release-degraded' })
  expect(outcome.standings.map(({ app, state }) => `${app} ${state}`)).toEqual(['api degraded', 'web live'])
  expect(outcome.seconds).toBe(seconds)
})

test('a release that turns degraded after that is for others to see', async () => {
  expect((await wait({ api: later(14, degraded) }, 60_000)).failure).toBeUndefined()
})

test('a refusal ends the wait', async () => {
  await expect(wait({ api: [new GitopsError('argo-cd-refused', 'answers 403')] })).rejects.toThrow(
    'answers 403',
  )
})
