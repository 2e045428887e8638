import { describe, expect, test } from 'vitest'
import { isPodReady } from '../../client/pod-state.ts'
import { findCondition } from '../../machinery/conditions.ts'
import { forbidden } from '../../machinery/status-error.ts'
import { type SteppedCluster, startSteppedCluster } from '../../testing/stepped-cluster.ts'
import { changeDeployment, imageOf, webDeployment } from '../../testing/web-deployment.ts'
import { templateHash } from '../metadata/template-hash.ts'

const template = (image: string) => webDeployment({}, image).spec?.template ?? {}
const pods = { resource: 'pods', group: '', kind: 'Pod' }
const progressing = (cluster: SteppedCluster) =>
  findCondition(cluster.deployment().status?.conditions, 'Progressing')
const images = (cluster: SteppedCluster) => cluster.pods().map(imageOf).sort()

async function deployed(spec: Parameters<typeof webDeployment>[0] = {}) {
  const cluster = startSteppedCluster()
  cluster.client.create('deployments', webDeployment(spec))
  await cluster.settle()
  return cluster
}

describe('a new Deployment', () => {
  test('gets its pods and reports that it is complete', async () => {
    await using cluster = await deployed()
    expect(cluster.readyPods()).toHaveLength(3)
    const { metadata, status } = cluster.deployment()
    expect(status).toMatchObject({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      unavailableReplicas: 0,
    })
    expect(metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1')
    expect(progressing(cluster)).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' })
    expect(findCondition(status?.conditions, 'Available')).toMatchObject({
      status: 'True',
      reason: 'MinimumReplicasAvailable',
    })
    expect(cluster.lines).toEqual([])
  })

  test('comes to rest: nothing is written when time passes', async () => {
    await using cluster = await deployed()
    const before = cluster.version()
    await cluster.settle(30 * 60_000)
    expect(cluster.version()).toBe(before)
  })

  test('counts a pod as available only after minReadySeconds', async () => {
    await using cluster = await deployed({ minReadySeconds: 10 })
    expect(cluster.deployment().status).toMatchObject({ readyReplicas: 3, availableReplicas: 0 })
    await cluster.settle(9_999)
    expect(cluster.deployment().status?.availableReplicas).toBe(0)
    await cluster.settle(1)
    expect(cluster.deployment().status?.availableReplicas).toBe(3)
  })

  test('replaces a pod that somebody deletes', async () => {
    await using cluster = await deployed()
    const [victim] = cluster.pods()
    cluster.client.delete('pods', 'dev', victim?.metadata.name ?? '')
    await cluster.settle()
    expect(cluster.readyPods()).toHaveLength(3)
    expect(cluster.pods().some(({ metadata }) => metadata.uid === victim?.metadata.uid)).toBe(false)
  })

  test('reports in its status why no pod could be created, and recovers', async () => {
    let isFull = true
    await using cluster = startSteppedCluster({
      admit(resource) {
        if (isFull && resource === 'pods') throw forbidden(pods, '', 'exceeded quota')
      },
    })
    cluster.client.create('deployments', webDeployment())
    await cluster.settle()
    expect(findCondition(cluster.deployment().status?.conditions, 'ReplicaFailure')).toMatchObject({
      status: 'True',
      reason: 'FailedCreate',
      message: 'pods is forbidden: exceeded quota',
    })
    expect(cluster.eventReasons()).toContain(
      'FailedCreate: Error creating: pods is forbidden: exceeded quota',
    )
    isFull = false
    await cluster.settle(60_000)
    expect(cluster.readyPods()).toHaveLength(3)
    expect(findCondition(cluster.deployment().status?.conditions, 'ReplicaFailure')).toBeUndefined()
  })
})

describe('a rolling update', () => {
  test('replaces every pod and never has fewer ready ones than asked for, nor more than the surge', async () => {
    await using cluster = await deployed()
    let fewest = 99
    let most = 0
    using _watch = cluster.client.watch('pods', () => {
      fewest = Math.min(fewest, cluster.readyPods().length)
      most = Math.max(most, cluster.pods().length)
    })
    changeDeployment(cluster, { template: template('web:2') })
    await cluster.settle()
    expect(images(cluster)).toEqual(['web:2', 'web:2', 'web:2'])
    expect(fewest).toBe(3)
    expect(most).toBeLessThanOrEqual(4)
    expect(progressing(cluster)).toMatchObject({ reason: 'NewReplicaSetAvailable' })
  })

  test('to a version that never gets ready deletes no ready pod, and times out', async () => {
    await using cluster = await deployed({ progressDeadlineSeconds: 60 })
    const before = cluster.pods().map(({ metadata }) => metadata.uid)
    cluster.kubelet.decide = () => 'running'
    changeDeployment(cluster, { template: template('web:broken') })
    await cluster.settle()
    expect(progressing(cluster)).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' })
    await cluster.settle(59_000)
    expect(progressing(cluster)).toMatchObject({ status: 'True' })
    await cluster.settle(3_000)
    expect(progressing(cluster)).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' })
    expect(progressing(cluster)?.message).toMatch(/^ReplicaSet "web-.*" has timed out progressing\.$/)
    expect(images(cluster)).toEqual(['web:1', 'web:1', 'web:1', 'web:broken'])
    expect(cluster.readyPods().map(({ metadata }) => metadata.uid)).toEqual(before)
  })

  test('that makes slow progress does not time out: the deadline counts from the last step', async () => {
    await using cluster = await deployed({ progressDeadlineSeconds: 60 })
    cluster.kubelet.decide = () => 'running'
    changeDeployment(cluster, { template: template('web:slow') })
    for (let step = 0; step < 3; step++) {
      await cluster.settle(50_000)
      expect(progressing(cluster)).toMatchObject({ status: 'True', reason: 'ReplicaSetUpdated' })
      const starting = cluster.pods().find((pod) => !isPodReady(pod))
      if (starting === undefined) throw new Error('nothing is starting')
      cluster.kubelet.setReady(starting)
      await cluster.settle()
    }
    expect(images(cluster)).toEqual(['web:slow', 'web:slow', 'web:slow'])
    expect(progressing(cluster)).toMatchObject({ reason: 'NewReplicaSetAvailable' })
  })

  test('that failed goes on with a fixed version and drops the broken one', async () => {
    await using cluster = await deployed({ progressDeadlineSeconds: 60 })
    cluster.kubelet.decide = (pod) => (imageOf(pod) === 'web:broken' ? 'running' : 'ready')
    changeDeployment(cluster, { template: template('web:broken') })
    await cluster.settle(70_000)
    changeDeployment(cluster, { template: template('web:3') })
    await cluster.settle()
    expect(images(cluster)).toEqual(['web:3', 'web:3', 'web:3'])
    expect(progressing(cluster)).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' })
  })

  test('back to an earlier template takes its ReplicaSet up again under a new revision', async () => {
    await using cluster = await deployed()
    const [first] = cluster.client.list('replicasets')
    changeDeployment(cluster, { template: template('web:2') })
    await cluster.settle()
    changeDeployment(cluster, { template: template('web:1') })
    await cluster.settle()
    expect(images(cluster)).toEqual(['web:1', 'web:1', 'web:1'])
    const again = cluster.client.get('replicasets', 'dev', first?.metadata.name ?? '')
    expect(again?.metadata.uid).toBe(first?.metadata.uid)
    expect(again?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    })
    expect(cluster.deployment().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('3')
  })

  test('keeps as many old ReplicaSets as revisionHistoryLimit says, the newest', async () => {
    await using cluster = await deployed({ revisionHistoryLimit: 2 })
    for (const image of ['web:2', 'web:3', 'web:4', 'web:5']) {
      changeDeployment(cluster, { template: template(image) })
      await cluster.settle()
    }
    const revisions = cluster.client
      .list('replicasets')
      .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'])
    expect(revisions.sort()).toEqual(['3', '4', '5'])
  })

  test('that is scaled in the middle spreads the new size over both versions', async () => {
    await using cluster = await deployed({
      replicas: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    })
    cluster.kubelet.decide = () => 'running'
    changeDeployment(cluster, { template: template('web:2') })
    await cluster.settle()
    expect(images(cluster).filter((image) => image === 'web:2')).toHaveLength(5)
    changeDeployment(cluster, { replicas: 15 })
    await cluster.settle()
    expect(images(cluster).filter((image) => image === 'web:1')).toHaveLength(11)
    expect(images(cluster).filter((image) => image === 'web:2')).toHaveLength(7)
  })

  test('takes another name when a ReplicaSet of somebody else has its own', async () => {
    await using cluster = startSteppedCluster()
    cluster.client.create('deployments', webDeployment({ paused: true }))
    await cluster.settle()
    const labels = { app: 'other' }
    cluster.client.create('replicasets', {
      metadata: { name: `web-${templateHash(cluster.deployment().spec?.template)}`, namespace: 'dev' },
      spec: {
        replicas: 0,
        selector: { matchLabels: labels },
        template: { ...template('web:1'), metadata: { labels } },
      },
    })
    changeDeployment(cluster, { paused: false })
    await cluster.settle()
    expect(cluster.deployment().status?.collisionCount).toBe(1)
    expect(cluster.readyPods()).toHaveLength(3)
  })
})

describe('a paused Deployment', () => {
  test('rolls nothing out, still scales, and goes on when resumed', async () => {
    await using cluster = await deployed()
    changeDeployment(cluster, { paused: true, template: template('web:2') })
    await cluster.settle()
    expect(images(cluster)).toEqual(['web:1', 'web:1', 'web:1'])
    expect(progressing(cluster)).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused' })
    changeDeployment(cluster, { replicas: 4 })
    await cluster.settle()
    expect(images(cluster)).toEqual(['web:1', 'web:1', 'web:1', 'web:1'])
    changeDeployment(cluster, { paused: false })
    await cluster.settle()
    expect(images(cluster)).toEqual(['web:2', 'web:2', 'web:2', 'web:2'])
    expect(progressing(cluster)).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' })
  })
})

describe('a Deployment with strategy Recreate', () => {
  test('starts the new version only after the last old pod has ended', async () => {
    await using cluster = await deployed({ strategy: { type: 'Recreate' } })
    cluster.kubelet.endsAtOnce = false
    changeDeployment(cluster, { template: template('web:2') })
    await cluster.settle()
    expect(cluster.readyPods()).toHaveLength(0)
    expect(images(cluster)).toEqual(['web:1', 'web:1', 'web:1'])
    const leaving = cluster.pods()
    for (const pod of leaving.slice(1)) cluster.kubelet.end(pod)
    await cluster.settle()
    expect(images(cluster)).toEqual(['web:1'])
    for (const pod of leaving.slice(0, 1)) cluster.kubelet.end(pod)
    await cluster.settle()
    expect(images(cluster)).toEqual(['web:2', 'web:2', 'web:2'])
    expect(progressing(cluster)).toMatchObject({ reason: 'NewReplicaSetAvailable' })
  })
})

describe('scaling', () => {
  test('to zero and back up ends with the wanted pods', async () => {
    await using cluster = await deployed()
    changeDeployment(cluster, { replicas: 0 })
    await cluster.settle()
    expect(cluster.pods()).toHaveLength(0)
    changeDeployment(cluster, { replicas: 5 })
    await cluster.settle()
    expect(cluster.readyPods()).toHaveLength(5)
    expect(cluster.deployment().status).toMatchObject({ replicas: 5, availableReplicas: 5 })
  })
})
