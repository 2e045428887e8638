import { field, textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { expect, it } from 'vitest'
import { type SyncFixture, startSyncFixture } from './support/sync-fixture.ts'

function deployment(name: string, image: string, wave = 0): string {
  return `${JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, annotations: { 'argocd.argoproj.io/sync-wave': String(wave) } },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
    },
  })}\n`
}

/** Plays the controllers: the Deployment's ReplicaSet, with a pod in this state. */
async function roll(
  { cluster }: SyncFixture,
  name: string,
  podStatus: { phase: string; containerStatuses: unknown[] },
): Promise<void> {
  const owner = cluster.get('deployments', 'one', name)
  if (owner === undefined) throw new Error(`no Deployment ${name}`)
  const child = (kind: string, called: string, parent: KubeObject): KubeObject['metadata'] => ({
    name: called,
    namespace: 'one',
    labels: { app: name },
    ownerReferences: [
      {
        apiVersion: parent.apiVersion,
        kind,
        name: parent.metadata.name,
        uid: parent.metadata.uid ?? '',
        controller: true,
      },
    ],
  })
  const version = `${name}-${owner.metadata.generation}`
  const selector = field(owner, 'spec', 'selector')
  const template = field(owner, 'spec', 'template')
  if (cluster.get('replicasets', 'one', version) === undefined) {
    const replicaSet = await cluster.create('replicasets', {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: child('Deployment', version, owner),
      spec: { replicas: 1, selector, template },
    })
    await cluster.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: child('ReplicaSet', `${version}-x`, replicaSet),
      spec: field(template, 'spec'),
    })
  }
  await cluster.setStatus('pods', 'one', `${version}-x`, podStatus)
  const isReady = podStatus === ready ? 1 : 0
  await cluster.setStatus('deployments', 'one', name, {
    observedGeneration: owner.metadata.generation,
    replicas: 1,
    updatedReplicas: 1,
    availableReplicas: isReady,
  })
}

const ready = {
  phase: 'Running',
  containerStatuses: [
    {
      name: 'main',
      image: 'web',
      imageID: '',
      ready: true,
      restartCount: 0,
      state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
    },
  ],
}

const crashed = {
  phase: 'Running',
  containerStatuses: [
    {
      name: 'main',
      image: 'web',
      imageID: '',
      ready: false,
      restartCount: 1,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1 } },
    },
  ],
}

it('says why a new version crashes, by the last lines that it wrote', async () => {
  await using fixture = await startSyncFixture()
  const { cluster } = fixture
  await fixture.repository.commit({ 'one/web.yaml': deployment('web', 'web:1') })
  await fixture.create('one', 'one')
  await fixture.until('one', 'Synced Progressing')
  await roll(fixture, 'web', ready)
  await fixture.until('one', 'Synced Healthy')
  expect(fixture.application('one')?.status).toMatchObject({ summary: { images: ['web:1'] } })

  await fixture.push({ 'one/web.yaml': deployment('web', 'web:2') })
  await fixture.until('one', 'Synced Progressing')
  cluster.logs.set('one/web-2-x/previous', 'reading settings\nPORT is missing\n')
  await roll(fixture, 'web', crashed)
  await fixture.until('one', 'Synced Degraded')
  expect(textField(fixture.application('one'), 'status', 'health', 'message')).toBe(
    'Deployment one/web: pod web-2-x exits with code 1:\nreading settings\nPORT is missing',
  )
  await fixture.untilTrue(
    'it is reported',
    () => fixture.seen.at(-1) === 'one application.health Synced Degraded',
  )

  await fixture.push({ 'one/web.yaml': deployment('web', 'web:3') })
  await fixture.until('one', 'Synced Progressing')
  await roll(fixture, 'web', ready)
  await fixture.until('one', 'Synced Healthy')
})

it('begins a wave when the one before is healthy, whatever the time', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({
    'one/api.yaml': deployment('api', 'api:1', -1),
    'one/web.yaml': deployment('web', 'web:1'),
  })
  await fixture.create('one', 'one')
  await fixture.untilTrue('api', () => fixture.cluster.get('deployments', 'one', 'api') !== undefined)
  await fixture.until('one', 'OutOfSync Missing')
  expect(fixture.cluster.get('deployments', 'one', 'web')).toBeUndefined()
  await roll(fixture, 'api', ready)
  await fixture.untilTrue('web', () => fixture.cluster.get('deployments', 'one', 'web') !== undefined)
  await roll(fixture, 'web', ready)
  await fixture.until('one', 'Synced Healthy')
  await fixture.untilTrue(
    'success',
    () => textField(fixture.application('one'), 'status', 'operationState', 'phase') === 'Succeeded',
  )
})

it('goes on with a failed wave when what failed it has recovered', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({
    'one/api.yaml': deployment('api', 'api:1', -1),
    'one/web.yaml': deployment('web', 'web:1'),
  })
  await fixture.create('one', 'one', {
    syncPolicy: { automated: { selfHeal: true }, retry: { limit: 0 }, syncOptions: ['CreateNamespace=true'] },
  })
  await fixture.untilTrue('api', () => fixture.cluster.get('deployments', 'one', 'api') !== undefined)
  await roll(fixture, 'api', crashed)
  await fixture.untilCondition('one', 'SyncError', 'Deployment one/api is Degraded')
  await roll(fixture, 'api', ready)
  await fixture.untilTrue('web', () => fixture.cluster.get('deployments', 'one', 'web') !== undefined)
})

it('replaces a version that hangs by the next commit', async () => {
  await using fixture = await startSyncFixture()
  await fixture.repository.commit({
    'one/api.yaml': deployment('api', 'api:1', -1),
    'one/web.yaml': deployment('web', 'web:1'),
  })
  await fixture.create('one', 'one')
  await fixture.untilTrue('api', () => fixture.cluster.get('deployments', 'one', 'api') !== undefined)
  await fixture.push({ 'one/api.yaml': deployment('api', 'api:2', -1) })
  await fixture.untilTrue('the second version', () =>
    JSON.stringify(fixture.cluster.get('deployments', 'one', 'api')?.spec).includes('api:2'),
  )
})
