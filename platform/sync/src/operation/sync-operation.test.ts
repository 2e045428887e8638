import { GitopsError } from '@gitops-example/kit/errors'
import { type KubeObject, refKey, refOf } from '@gitops-example/kube-client/kube-object'
import { expect, it } from 'vitest'
import type { HealthStatusCode } from '../sync-events.ts'
import { anObject, desiredOf } from '../testing/objects.ts'
import { planSync, planSyncFail } from './plan-sync.ts'
import { SyncOperation } from './sync-operation.ts'

const wave = (number: number) => ({ 'argocd.argoproj.io/sync-wave': String(number) })
const a = (kind: string, name: string, annotations: Record<string, string> = {}) =>
  anObject(kind, name, { metadata: { annotations } })
const job = (phase: string, policy = 'BeforeHookCreation') =>
  a('Job', 'migrate', { 'argocd.argoproj.io/hook': phase, 'argocd.argoproj.io/hook-delete-policy': policy })

/** A cluster of a Map: what is written is there at once, its health is what the test says. */
function start(
  desired: KubeObject[],
  { extraneous = [] as KubeObject[], present = [] as KubeObject[] } = {},
) {
  const objects = new Map([...present, ...extraneous].map((object) => [refKey(refOf(object)), object]))
  const health = new Map<string, HealthStatusCode>()
  const failing = new Map<string, Error>()
  /** By name: what a check, or a dry run, finds. */
  const invalid = new Map<string, Error>()
  const refused = new Map<string, Error>()
  const calls: string[] = []
  const released: string[] = []
  const dryRuns: string[] = []
  let uids = 0
  const write = async (verb: string, object: KubeObject) => {
    const { name } = object.metadata
    const error = failing.get(name)
    if (error !== undefined) throw error
    calls.push(`${verb} ${name}`)
    const stored = { ...object, metadata: { ...object.metadata, uid: `new-${uids++}` } }
    objects.set(refKey(refOf(object)), stored)
    return stored
  }
  const resources = desired.map(desiredOf)
  const groups = planSync({
    desired: resources,
    isSame: () => false,
    extraneous,
    prune: true,
    pruneLast: false,
    selective: false,
  })
  const operation = new SyncOperation(
    groups,
    {
      async check({ ref }, dryRun) {
        const error = (dryRun ? refused : invalid).get(ref.name)
        if (error !== undefined) throw error
        if (dryRun) dryRuns.push(ref.name)
      },
      prepare: async () => {},
      apply: (one) => write('apply', one.object),
      create: (one) => write('create', one.object),
      async release(object) {
        released.push(object.metadata.name)
      },
      async delete(object) {
        calls.push(`delete ${object.metadata.name}`)
      },
    },
    {
      get: (ref) => objects.get(refKey(ref)),
      async health(object) {
        const status = health.get(object.metadata.name)
        return status === undefined ? undefined : { status, message: `it is ${status}` }
      },
    },
    planSyncFail(resources),
  )
  return {
    operation,
    calls,
    released,
    health,
    failing,
    invalid,
    refused,
    dryRuns,
    gone: (object: KubeObject) => objects.delete(refKey(refOf(object))),
  }
}

it('applies one wave by kinds and does not wait for health', async () => {
  const { operation, calls, health } = start([
    a('Deployment', 'web'),
    a('ConfigMap', 'settings'),
    a('Namespace', 'space'),
  ])
  health.set('web', 'Progressing')
  expect(await operation.step()).toEqual({
    phase: 'Succeeded',
    message: 'successfully synced (all tasks run)',
  })
  expect(calls).toEqual(['apply space', 'apply settings', 'apply web'])
  expect(operation.results.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'space Synced',
    'settings Synced',
    'web Synced',
  ])
})

it('begins a wave when the one before is healthy', async () => {
  const { operation, calls, health } = start([a('Deployment', 'api', wave(-1)), a('Deployment', 'web')])
  health.set('api', 'Progressing')
  expect(await operation.step()).toEqual({
    phase: 'Running',
    message: 'waiting for healthy state of Deployment apps/api: it is Progressing',
  })
  expect(calls).toEqual(['apply api'])
  expect(operation.isWritten).toBe(false)
  health.set('api', 'Healthy').set('web', 'Progressing')
  expect((await operation.step()).phase).toBe('Running')
  expect(calls).toEqual(['apply api', 'apply web'])
  expect(operation.isWritten).toBe(true)
  health.set('web', 'Healthy')
  expect((await operation.step()).phase).toBe('Succeeded')
  expect(calls).toHaveLength(2)
})

it('fails where a wave is Degraded, and says which resource it was', async () => {
  const { operation, calls, health } = start([a('Deployment', 'api', wave(-1)), a('Deployment', 'web')])
  health.set('api', 'Degraded')
  expect(await operation.step()).toEqual({
    phase: 'Failed',
    message: 'Deployment apps/api is Degraded: it is Degraded',
  })
  expect(operation.degraded?.name).toBe('api')
  expect(calls).toEqual(['apply api'])
})

it('runs a hook to its end before it goes on', async () => {
  const { operation, calls, health } = start([job('PreSync'), a('Deployment', 'web')])
  health.set('migrate', 'Progressing')
  expect((await operation.step()).message).toContain('waiting for completion of hook Job apps/migrate')
  expect(calls).toEqual(['create migrate'])
  health.set('migrate', 'Healthy')
  await operation.step()
  expect(calls).toEqual(['create migrate', 'apply web'])
  expect(operation.results[0]).toMatchObject({ name: 'migrate', hookType: 'PreSync', hookPhase: 'Succeeded' })
})

it('fails with a hook, applies nothing after it and runs the hooks for failure', async () => {
  const report = a('Job', 'report', { 'argocd.argoproj.io/hook': 'SyncFail' })
  const { operation, calls, health } = start([job('PreSync', 'HookFailed'), a('Deployment', 'web'), report])
  health.set('migrate', 'Degraded').set('report', 'Progressing')
  expect((await operation.step()).phase).toBe('Running')
  health.set('report', 'Healthy')
  expect(await operation.step()).toEqual({
    phase: 'Failed',
    message: 'hook Job apps/migrate failed: it is Degraded',
  })
  expect(calls).toEqual(['create migrate', 'create report'])
})

it('creates a hook again when the object of its last run is gone', async () => {
  const old = a('Job', 'migrate')
  const { operation, calls, health, gone } = start([job('PreSync')], { present: [old] })
  health.set('migrate', 'Healthy')
  expect(await operation.step()).toEqual({
    phase: 'Running',
    message: 'waiting for deletion of hook Job apps/migrate',
  })
  expect(await operation.step()).toMatchObject({ phase: 'Running' })
  expect(calls).toEqual(['delete migrate'])
  gone(old)
  expect((await operation.step()).phase).toBe('Succeeded')
  expect(calls).toEqual(['delete migrate', 'create migrate'])
})

it('fails a hook that somebody deletes while it runs', async () => {
  const { operation, health, gone } = start([job('PreSync')])
  health.set('migrate', 'Progressing')
  await operation.step()
  gone(a('Job', 'migrate'))
  expect(await operation.step()).toEqual({
    phase: 'Failed',
    message: 'hook Job apps/migrate was deleted before it had finished',
  })
})

it('removes hooks by their policies at the end', async () => {
  const { operation, calls, health } = start([job('PreSync', 'HookSucceeded')])
  health.set('migrate', 'Healthy')
  await operation.step()
  await operation.deleteHooks('HookFailed')
  expect(calls).toEqual(['create migrate'])
  await operation.deleteHooks('HookSucceeded')
  expect(calls).toEqual(['create migrate', 'delete migrate'])
})

it('waits between waves until what was pruned is gone', async () => {
  const old = a('ConfigMap', 'old', wave(-1))
  const older = a('ConfigMap', 'older', wave(-2))
  const { operation, calls, gone } = start([], { extraneous: [old, older] })
  expect(await operation.step()).toEqual({
    phase: 'Running',
    message: 'waiting for deletion of ConfigMap apps/old',
  })
  expect(calls).toEqual(['delete old'])
  gone(old)
  await operation.step()
  gone(older)
  expect((await operation.step()).phase).toBe('Succeeded')
})

it('reports every refused object and does not begin the next step', async () => {
  const { operation, calls, failing } = start([
    a('ConfigMap', 'x'),
    a('ConfigMap', 'y'),
    a('Deployment', 'web'),
  ])
  failing.set('x', new GitopsError('kubernetes-422', 'x is wrong'))
  expect(await operation.step()).toEqual({
    phase: 'Failed',
    message: 'one or more objects failed to apply: ConfigMap apps/x: x is wrong',
  })
  expect(calls).toEqual(['apply y'])
  expect(operation.results.map(({ name, status }) => `${name} ${status}`).sort()).toEqual([
    'x SyncFailed',
    'y Synced',
  ])
})

it('resumes where a retryable error stopped it', async () => {
  const { operation, calls, failing } = start([a('ConfigMap', 'x'), a('ConfigMap', 'y')])
  failing.set('y', new GitopsError('kubernetes-409', 'conflict', { retryable: true }))
  await expect(operation.step()).rejects.toThrow('conflict')
  failing.clear()
  expect((await operation.step()).phase).toBe('Succeeded')
  expect(calls).toEqual(['apply x', 'apply y'])
})

it('counts a hook as done that has finished and is being deleted', async () => {
  const other = a('Job', 'seed', { 'argocd.argoproj.io/hook': 'PreSync' })
  const { operation, released, health, gone } = start([job('PreSync'), other])
  health.set('migrate', 'Healthy').set('seed', 'Progressing')
  expect((await operation.step()).message).toContain('hook Job apps/seed')
  expect(released).toEqual(['migrate'])
  gone(a('Job', 'migrate'))
  health.set('seed', 'Healthy')
  expect((await operation.step()).phase).toBe('Succeeded')
  expect(released).toEqual(['migrate', 'seed'])
})

it('lets go of hooks that still run when it fails', async () => {
  const other = a('Job', 'seed', { 'argocd.argoproj.io/hook': 'PreSync' })
  const { operation, released, health } = start([job('PreSync'), other])
  health.set('migrate', 'Degraded').set('seed', 'Progressing')
  expect((await operation.step()).phase).toBe('Failed')
  expect(released).toEqual(['migrate', 'seed'])
})

it.each([
  { by: 'a check', found: 'invalid', words: 'one or more synchronization tasks are not valid' },
  { by: 'a dry run', found: 'refused', words: 'one or more objects failed to apply (dry run)' },
] as const)('writes nothing, and runs no hook, when $by refuses one object', async ({ found, words }) => {
  const live = a('ConfigMap', 'settings')
  const started = start([live, a('Deployment', 'web', wave(1)), job('PreSync'), job('SyncFail')], {
    present: [live],
  })
  started[found].set('web', new GitopsError('x', 'no such field'))
  const message = `${words}: Deployment apps/web: no such field`
  expect(await started.operation.step()).toEqual({ phase: 'Failed', message })
  expect(started.calls).toEqual([])
  expect(started.operation.results).toMatchObject([{ name: 'web', status: 'SyncFailed' }])
})

it.each([
  { name: 'several objects when one of them runs', present: ['settings'], want: ['settings', 'web'] },
  { name: 'none when none of them runs', present: [], want: [] },
])('asks the server ahead about $name', async ({ present, want }) => {
  const { operation, dryRuns } = start([a('ConfigMap', 'settings'), a('Deployment', 'web')], {
    present: present.map((name) => a('ConfigMap', name)),
  })
  await operation.step()
  expect(dryRuns).toEqual(want)
})

it('asks nothing ahead about an object alone', async () => {
  const { operation, dryRuns } = start([a('ConfigMap', 'settings')], {
    present: [a('ConfigMap', 'settings')],
  })
  await operation.step()
  expect(dryRuns).toEqual([])
})
