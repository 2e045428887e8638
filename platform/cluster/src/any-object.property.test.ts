import { Events } from '@gitops-example/kit/events'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { warningsFor } from './apiserver/not-enforced/not-enforced.ts'
import { createAllObjects } from './apiserver/registry/all-objects.ts'
import { type Api, createApi } from './apiserver/registry/api.ts'
import { create } from './apiserver/registry/create.ts'
import { createClusterClient } from './apiserver/registry/in-process-client.ts'
import { update } from './apiserver/registry/update.ts'
import { columnsOf } from './apiserver/tables/columns-of.ts'
import { startControllers } from './controllers/controllers.ts'
import type { JsonObject } from './machinery/json/json.ts'
import { groupVersion, type Resource, storageName } from './machinery/resource.ts'
import { Schemas } from './machinery/schema/schemas.ts'
import { fieldSchema } from './machinery/schema/shape.ts'
import { StatusError } from './machinery/status-error.ts'
import { AnyObject } from './testing/any-object.ts'
import { FakeKubelet } from './testing/fake-kubelet.ts'

// Generated cases on a busy machine take longer than one test usually may.
vi.setConfig({ testTimeout: 120_000 })

const schemas = new Schemas()
const labels = { app: 'web' }
const selector = { matchLabels: labels }
const containers = [{ name: 'web', image: 'web:1', resources: { requests: { cpu: '1' } } }]
const template = { metadata: { labels }, spec: { containers } }
const jobTemplate = { spec: { template: { ...template, spec: { containers, restartPolicy: 'Never' } } } }
const backend = { service: { name: 'web', port: { number: 80 } } }
const cpu = { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } }

/** What is taken as it is; the objects of a case are like these. */
const manifests: { [kind: string]: JsonObject } = {
  CronJob: { spec: { schedule: '* * * * *', jobTemplate } },
  Deployment: { spec: { selector, template } },
  EndpointSlice: { addressType: 'IPv4', endpoints: [{ addresses: ['127.0.0.1'] }], ports: [{ port: 80 }] },
  Event: { involvedObject: { kind: 'Pod', name: 'web', namespace: 'dev' }, reason: 'a', message: 'b' },
  HorizontalPodAutoscaler: {
    spec: {
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      metrics: [{ type: 'Resource', resource: cpu }],
    },
  },
  Ingress: { spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] } },
  Job: jobTemplate,
  NetworkPolicy: { spec: { podSelector: selector } },
  Node: {},
  PersistentVolumeClaim: {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  Pod: { metadata: { labels }, spec: { containers } },
  PodDisruptionBudget: { spec: { selector, minAvailable: 1 } },
  PriorityClass: { value: 1 },
  ReplicaSet: { spec: { selector, template } },
  RoleBinding: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'web' } },
  Secret: { data: { a: 'YQ==' } },
  Service: { spec: { ports: [{ port: 80 }], selector: labels } },
  StatefulSet: { spec: { selector, template, serviceName: 'web' } },
  StorageClass: { provisioner: 'a' },
}

/** Stores an object like a good one, and a status that fits its types, unless the API refuses them. */
function store(api: Api, resource: Resource, any: AnyObject): void {
  const namespace = resource.namespaced ? 'dev' : ''
  const name = any.pick(['web', 'api'])
  const schema = schemas.of(resource)
  const object = any.like(manifests[resource.kind] ?? {}, schema) as JsonObject
  const metadata = { labels, name, ...(resource.namespaced && { namespace }) }
  const given = { ...object, apiVersion: groupVersion(resource), kind: resource.kind, metadata }
  try {
    const live = create(api, resource, namespace, given, { manager: 'test' })
    warningsFor(resource, live)
    if (!resource.hasStatus) return
    const status = any.of(fieldSchema(schema, 'status'), 4)
    update(
      api,
      { resource, namespace, name },
      { ...live, status },
      { subresource: 'status', manager: 'test' },
    )
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
  }
}

function printAll(api: Api): void {
  for (const resource of api.resources.all()) {
    for (const object of api.store.list(storageName(resource))) {
      for (const { cell } of columnsOf(resource)) cell(object, api.clock.now())
    }
  }
}

it('tables and controllers take every object that the API takes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (gen) => {
      const clock = new FakeClock()
      const api = { ...createApi(clock), schemas }
      const client = createClusterClient(api)
      for (const name of ['default', 'dev']) client.create('namespaces', { metadata: { name } })
      const failures: string[] = []
      const measured = { at: clock.now(), cpuCores: 0.5, memoryBytes: 1e6, windowMs: 20_000 }
      const controllers = startControllers({
        client,
        clock,
        events: new Events(),
        allObjects: createAllObjects(api),
        usage: () =>
          client
            .list('pods')
            .map(({ metadata }) => ({ ...measured, namespace: 'dev', pod: metadata.name, container: 'web' })),
        log: (line) => failures.push(line),
      })
      using _kubelet = new FakeKubelet(client, clock)
      const any = new AnyObject(schemas, gen)
      for (let count = 0; count < 8; count++) store(api, any.pick(api.resources.all()), any)
      printAll(api)
      for (const ms of [0, 0, 1_000, 20_000, 70_000]) await clock.advance(ms)
      printAll(api)
      await controllers.stop()
      expect(failures.filter((line) => /undefined|null|not a function|not iterable/.test(line))).toEqual([])
    }),
    // A counterexample is an object that the error shows; looking for a smaller one takes minutes.
    { numRuns: 100, endOnFailure: true, seed: 15 },
  )
})
