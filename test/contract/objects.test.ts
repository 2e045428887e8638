import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, type KubeApi } from './harness/kube-api.ts'
import { startTarget, type Target } from './harness/target.ts'

const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'example.invalid/none:1' }] },
    },
  },
})

describe('objects', () => {
  let target: Target
  let api: KubeApi
  let namespace: string
  let maps: string
  let deployments: string
  beforeAll(async () => {
    target = await startTarget()
    api = target.api
    namespace = await api.namespace()
    maps = `/api/v1/namespaces/${namespace}/configmaps`
    deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`
  })
  afterAll(() => target[Symbol.asyncDispose]())

  it('get a name, an identity and a time from the server', async () => {
    const { code, body } = await api.post(maps, { metadata: { generateName: 'made-' } })
    expect(code).toBe(201)
    expect(body).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace } })
    expect(body.metadata.name).toMatch(/^made-[a-z0-9]{5}$/)
    expect(body.metadata.uid).toMatch(/^[0-9a-f-]{36}$/)
    expect(body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })

  it('exist once by name', async () => {
    await api.post(maps, { metadata: { name: 'once' } })
    const { code, body } = await api.post(maps, { metadata: { name: 'once' } })
    expect(code).toBe(409)
    expect(body).toMatchObject({
      reason: 'AlreadyExists',
      message: 'configmaps "once" already exists',
      details: { name: 'once', kind: 'configmaps' },
    })
  })

  it('are not deleted across namespaces by one request, and namespaces never together', async () => {
    await api.post(maps, { metadata: { name: 'kept', labels: { of: namespace } } })
    for (const path of ['/api/v1/configmaps', '/api/v1/namespaces']) {
      const { code, body } = await api.delete(`${path}?labelSelector=of=${namespace}`)
      expect(code).toBe(405)
      expect(body).toMatchObject({ reason: 'MethodNotAllowed' })
    }
    expect((await api.get(`${maps}/kept`)).code).toBe(200)
    const { body } = await api.get('/api/v1')
    const verbs = body.resources.find(({ name }: { name: string }) => name === 'namespaces').verbs
    expect(verbs).toContain('delete')
    expect(verbs).not.toContain('deletecollection')
  })

  it('are not found by another name, in upstream words', async () => {
    const { code, body } = await api.get(`${deployments}/nobody`)
    expect(code).toBe(404)
    expect(body).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      message: 'deployments.apps "nobody" not found',
      reason: 'NotFound',
      details: { name: 'nobody', group: 'apps', kind: 'deployments' },
      code: 404,
    })
  })

  it('are not overwritten by who read an older version', async () => {
    const { body: read } = await api.post(maps, { metadata: { name: 'raced' } })
    const first = await api.put(`${maps}/raced`, { ...read, data: { by: 'first' } })
    expect(first.code).toBe(200)
    const second = await api.put(`${maps}/raced`, { ...read, data: { by: 'second' } })
    expect(second.code).toBe(409)
    expect(second.body).toMatchObject({
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on configmaps "raced": the object has been modified; please apply your changes to the latest version and try again',
    })
  })

  it('keep their version when a write changes nothing', async () => {
    const { body: before } = await api.post(maps, { metadata: { name: 'same' }, data: { a: '1' } })
    const { body: after } = await api.patch(`${maps}/same`, 'merge', { data: { a: '1' } })
    expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion)
  })

  it('count changes of what is wanted in their generation, not those of metadata and status', async () => {
    const { body: made } = await api.post(deployments, deployment('counted'))
    expect(made.metadata.generation).toBe(1)
    const path = `${deployments}/counted`
    const { body: labelled } = await api.patch(path, 'merge', { metadata: { labels: { a: 'b' } } })
    expect(labelled.metadata.generation).toBe(1)
    const { body: changed } = await api.patch(path, 'merge', { spec: { minReadySeconds: 1 } })
    expect(changed.metadata.generation).toBe(2)
    const { body: status } = await api.patch(`${path}/status`, 'merge', { status: { observedGeneration: 2 } })
    expect(status.metadata.generation).toBe(2)
  })

  it('have their defaults filled in', async () => {
    const { body } = await api.post(deployments, deployment('defaulted'))
    expect(body.spec).toMatchObject({
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    })
    expect(body.spec.template.spec).toMatchObject({
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
    })
    expect(body.spec.template.spec.containers[0]).toMatchObject({
      imagePullPolicy: 'IfNotPresent',
      terminationMessagePath: '/dev/termination-log',
    })
  })

  it('are not stored by a dry run', async () => {
    const { code, body } = await api.post(`${maps}?dryRun=All`, { metadata: { name: 'dry' } })
    expect(code).toBe(201)
    expect(body.metadata.uid).toBeDefined()
    expect((await api.get(`${maps}/dry`)).code).toBe(404)
    expect((await api.post(`${maps}?dryRun=Some`, { metadata: { name: 'dry' } })).code).toBe(422)
  })

  it('refuse a status through their own path and anything else through that of the status', async () => {
    await api.post(deployments, deployment('parts'))
    const path = `${deployments}/parts`
    const { body: own } = await api.patch(path, 'merge', { status: { replicas: 9 } })
    expect(own.status.replicas ?? 0).toBe(0)
    const { body: status } = await api.patch(`${path}/status`, 'merge', { spec: { replicas: 9 } })
    expect(status.spec.replicas).toBe(0)
  })

  it('are scaled by their scale', async () => {
    await api.post(deployments, { ...deployment('scaled') })
    const path = `${deployments}/scaled/scale`
    const { body: scale } = await api.get(path)
    expect(scale).toMatchObject({
      kind: 'Scale',
      apiVersion: 'autoscaling/v1',
      spec: {},
      status: { selector: 'app=scaled' },
    })
    const refused = await api.put(path, { ...scale, spec: { replicas: -1 } })
    expect([refused.code, refused.body.reason]).toEqual([422, 'Invalid'])
    const stale = await api.put(path, {
      ...scale,
      metadata: { ...scale.metadata, resourceVersion: '1' },
      spec: { replicas: 0 },
    })
    expect(stale.code).toBe(409)
  })

  it('stay until their last finalizer is gone', async () => {
    await api.post(maps, { metadata: { name: 'held', finalizers: ['example.com/hold'] } })
    const path = `${maps}/held`
    expect((await api.delete(path)).body.metadata.deletionTimestamp).toBeDefined()
    expect((await api.get(path)).code).toBe(200)
    const added = await api.patch(path, 'merge', {
      metadata: { finalizers: ['example.com/hold', 'example.com/more'] },
    })
    expect(added.code).toBe(422)
    await api.patch(path, 'merge', { metadata: { finalizers: null } })
    expect((await api.get(path)).code).toBe(404)
  })

  it('are deleted only when preconditions hold', async () => {
    await api.post(maps, { metadata: { name: 'guarded' } })
    const { code, body } = await api.delete(`${maps}/guarded`, { preconditions: { uid: 'another' } })
    expect([code, body.reason]).toEqual([409, 'Conflict'])
    expect((await api.delete(`${maps}/guarded`)).body).toMatchObject({ kind: 'Status', status: 'Success' })
  })

  it('are deleted together by a selector', async () => {
    for (const name of ['x', 'y', 'z']) {
      await api.post(maps, { metadata: { name, labels: { batch: name === 'z' ? 'no' : 'yes' } } })
    }
    await api.delete(`${maps}?labelSelector=batch=yes`)
    const { body } = await api.get(`${maps}?labelSelector=batch`)
    expect(body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)).toEqual(['z'])
  })

  it.each(['Background', 'Foreground'])('take what they own with them: %s', async (propagationPolicy) => {
    const { body: owner } = await api.post(maps, { metadata: { name: 'owner' } })
    const reference = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      name: 'owner',
      uid: owner.metadata.uid,
      blockOwnerDeletion: true,
    }
    await api.post(maps, { metadata: { name: 'owned', ownerReferences: [reference] } })
    await api.delete(`${maps}/owner`, { propagationPolicy })
    const gone = await eventually(
      () => api.get(`${maps}/owned`),
      ({ code }) => code === 404,
    )
    expect(gone.code).toBe(404)
    const owners = await eventually(
      () => api.get(`${maps}/owner`),
      ({ code }) => code === 404,
    )
    expect(owners.code).toBe(404)
  })

  it('leave what they own behind as orphans', async () => {
    const { body: owner } = await api.post(maps, { metadata: { name: 'parent' } })
    const reference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'parent', uid: owner.metadata.uid }
    await api.post(maps, { metadata: { name: 'child', ownerReferences: [reference] } })
    await api.delete(`${maps}/parent`, { propagationPolicy: 'Orphan' })
    const child = await eventually(
      () => api.get(`${maps}/child`),
      ({ body }) => body.metadata?.ownerReferences === undefined,
    )
    expect(child.code).toBe(200)
    expect(child.body.metadata.ownerReferences).toBeUndefined()
  })

  it('end with their namespace, which takes no new ones by then', async () => {
    const ending = await api.namespace()
    const path = `/api/v1/namespaces/${ending}`
    await api.post(`${path}/configmaps`, { metadata: { name: 'held', finalizers: ['example.com/hold'] } })
    await api.delete(path)
    expect((await api.get(path)).body.status.phase).toBe('Terminating')
    const refused = await api.post(`${path}/configmaps`, { metadata: { name: 'late' } })
    expect([refused.code, refused.body.reason]).toEqual([403, 'Forbidden'])
    expect(refused.body.message).toContain('because it is being terminated')
    await api.patch(`${path}/configmaps/held`, 'merge', { metadata: { finalizers: null } })
    expect(
      (
        await eventually(
          () => api.get(path),
          ({ code }) => code === 404,
        )
      ).code,
    ).toBe(404)
  })

  it('are refused in a namespace that does not exist', async () => {
    const { code, body } = await api.post('/api/v1/namespaces/nowhere/configmaps', {
      metadata: { name: 'a' },
    })
    expect([code, body.message]).toEqual([404, 'namespaces "nowhere" not found'])
  })
})
