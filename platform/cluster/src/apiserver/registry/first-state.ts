import { randomUUID } from 'node:crypto'
import { asObject, type JsonObject } from '../../machinery/json/json.ts'
import type { KubeObject } from '../../machinery/objects.ts'
import { groupVersion, type Resource } from '../../machinery/resource.ts'
import { forbidden, notFound } from '../../machinery/status-error.ts'
import type { Draft } from '../../storage/store.ts'
import { qosClass } from '../admission/defaults/qos-class.ts'
import { type Api, timestamp, type WriteOptions } from './api.ts'
import { freeName } from './free-name.ts'

/** A new object as the API server begins it: with a name, a uid and its first status; 403 in a namespace that ends. */
export function firstState(
  api: Api,
  resource: Resource,
  namespace: string,
  given: KubeObject,
  { managed }: WriteOptions,
): Draft {
  const {
    resourceVersion: _resourceVersion,
    deletionTimestamp: _deletionTimestamp,
    deletionGracePeriodSeconds: _gracePeriod,
    selfLink: _selfLink,
    generation: _generation,
    namespace: _namespace,
    managedFields,
    ...kept
  } = given.metadata ?? {}
  requireOpenNamespace(api, resource, namespace, kept.name ?? '')
  const metadata = {
    ...kept,
    name: kept.name || freeName(api, resource, namespace, kept.generateName ?? ''),
    uid: randomUUID(),
    creationTimestamp: timestamp(api.clock),
    ...(resource.namespaced && { namespace }),
    ...(resource.hasGeneration && { generation: 1 }),
    ...(managed && managedFields && { managedFields }),
  }
  const names = { apiVersion: groupVersion(resource), kind: resource.kind, metadata }
  if (!resource.hasStatus) return { ...given, ...names }
  const { status: _status, ...rest } = given
  const status = resource.custom === undefined ? firstStatus(resource, given) : undefined
  const draft: Draft = { ...rest, ...names, ...(status && { status }) }
  if (resource.resource !== 'namespaces' || resource.group !== '') return draft
  return { ...draft, spec: { ...asObject(given.spec), finalizers: ['kubernetes'] } }
}

function firstStatus(resource: Resource, { spec }: KubeObject): JsonObject | undefined {
  switch (resource.resource) {
    case 'pods':
      return { phase: 'Pending', qosClass: qosClass(asObject(spec)) }
    case 'namespaces':
      return { phase: 'Active' }
    case 'services':
      return { loadBalancer: {} }
    case 'persistentvolumeclaims':
      return { phase: 'Pending' }
    case 'nodes':
      return undefined
    default:
      return {}
  }
}

function requireOpenNamespace(api: Api, resource: Resource, namespace: string, name: string) {
  if (!resource.namespaced) return
  const live = api.store.get('namespaces', '', namespace)
  if (live === undefined) throw notFound({ resource: 'namespaces', group: '', kind: 'Namespace' }, namespace)
  if (live.metadata.deletionTimestamp === undefined) return
  const because = `unable to create new content in namespace ${namespace} because it is being terminated`
  throw forbidden(resource, name, because, [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ])
}
