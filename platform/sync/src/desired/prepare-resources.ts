import { createHash } from 'node:crypto'
import { isRecord, textField } from '@gitops-example/kit/json/fields'
import { groupOf, type KubeObject, refKey, refOf, refText } from '@gitops-example/kube-client/kube-object'
import { withTracking } from '../live/tracking.ts'
import type { DesiredResource } from './desired-resource.ts'
import { hookOf, waveOf } from './hook.ts'
import { resourceOptions } from './resource-options.ts'

export interface PreparedResources {
  resources: DesiredResource[]
  /** What is refused, each naming the resource. */
  problems: string[]
  /** What a person should know though it is not an error. */
  warnings: string[]
}

/** Whether a kind lives in namespaces; undefined where the cluster does not know it (yet). */
export type IsNamespaced = (apiVersion: string, kind: string) => boolean | undefined

/** Pure: gives rendered objects their namespace and the Application's mark, and reads their annotations. */
export function prepareResources(
  objects: readonly KubeObject[],
  options: { instance: string; namespace: string; isNamespaced: IsNamespaced },
): PreparedResources {
  const problems: string[] = []
  const warnings: string[] = []
  const resources = new Map<string, DesiredResource>()
  const isNamespaced = withOwnDefinitions(objects, options.isNamespaced)
  for (const object of objects) {
    const hook = hookOf(object, problems)
    if (hook !== undefined && hook.phases.length === 0) continue
    const placed = place(withData(object), options.namespace, isNamespaced)
    const ref = refOf(placed)
    if (placed.metadata.name === '' && hook === undefined) {
      problems.push(`${object.kind} with metadata.generateName is not supported: only hooks may have it`)
      continue
    }
    if (ref.namespace === '' && isNamespaced(object.apiVersion, object.kind)) {
      problems.push(`${refText(ref)} has no namespace, and spec.destination.namespace is missing`)
      continue
    }
    const key = `${refKey(ref)}${textField(placed.metadata, 'generateName') ?? ''}`
    if (resources.has(key))
      warnings.push(`Resource ${refText(ref)} appears more than once; the last one counts`)
    const tracked = withTracking(placed, options.instance, ref)
    resources.set(key, {
      ref,
      object: tracked,
      hash: createHash('sha256').update(JSON.stringify(tracked)).digest('hex').slice(0, 16),
      wave: waveOf(placed),
      hook,
      options: resourceOptions(placed, problems),
    })
  }
  return { resources: [...resources.values()], problems, warnings }
}

/** Kinds whose definition comes with the same objects are known by it before the cluster knows them. */
function withOwnDefinitions(objects: readonly KubeObject[], known: IsNamespaced): IsNamespaced {
  const scopes = new Map<string, boolean>()
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition') continue
    const kind = `${textField(object, 'spec', 'group')}/${textField(object, 'spec', 'names', 'kind')}`
    scopes.set(kind, textField(object, 'spec', 'scope') === 'Namespaced')
  }
  return (apiVersion, kind) => known(apiVersion, kind) ?? scopes.get(`${groupOf(apiVersion)}/${kind}`)
}

/** A Secret's `stringData` as `data`, which is what the server keeps and can be compared. */
function withData(object: KubeObject): KubeObject {
  if (object.kind !== 'Secret' || object.apiVersion !== 'v1' || !isRecord(object.stringData)) return object
  const { stringData, data, ...rest } = object
  const encoded = Object.entries(object.stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString('base64'),
  ])
  const merged = { ...(isRecord(data) ? data : {}), ...Object.fromEntries(encoded) }
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: object.metadata,
    data: merged,
  }
}

function place(object: KubeObject, namespace: string, isNamespaced: IsNamespaced): KubeObject {
  const { status: _status, ...wanted } = object
  const { creationTimestamp: _created, namespace: own, ...metadata } = object.metadata
  const scope = isNamespaced(object.apiVersion, object.kind)
  if (scope === false) return { ...wanted, apiVersion: object.apiVersion, kind: object.kind, metadata }
  const target = own || namespace
  const placed = target === '' ? metadata : { ...metadata, namespace: target }
  return { ...wanted, apiVersion: object.apiVersion, kind: object.kind, metadata: placed }
}
