import type { DeleteOptions } from '../../client/cluster-client.ts'
import { asArray, asObject } from '../../machinery/json/json.ts'
import type { StoredObject } from '../../machinery/objects.ts'
import { type Resource, storageName } from '../../machinery/resource.ts'
import { conflict } from '../../machinery/status-error.ts'
import type { Draft } from '../../storage/store.ts'
import { requireMortal } from '../admission/immortal-namespaces.ts'
import { type Api, live, type Target } from './api.ts'
import { removeFinally } from './remove-finally.ts'

export interface ApiDeleteOptions extends DeleteOptions {
  resourceVersion?: string
  dryRun?: boolean
}

const foreground = 'foregroundDeletion'
const orphan = 'orphan'

/** The last time that RFC 3339 can write; a client may ask for a longer grace period. */
const latestTimeMs = Date.UTC(9999, 11, 31, 23, 59, 59)

/** What is left after a delete: the object with its deletion mark, or its last state when it is gone. */
export interface Deletion {
  object: StoredObject
  gone: boolean
}

/** Marks an object for deletion and removes it at once when neither finalizers nor a grace period hold it. */
export function deleteObject(api: Api, target: Target, options: ApiDeleteOptions = {}): Deletion {
  const { resource } = target
  const old = live(api, target)
  requirePreconditions(target, old, options)
  requireMortal(resource, target.name)
  const finalizers = nextFinalizers(old, options)
  const graceSeconds = gracePeriod(resource, old, options)
  const marked = mark(api, resource, old, finalizers, graceSeconds)
  const held = finalizers.length > 0 || graceSeconds > 0 || hasNamespaceFinalizers(resource, old)
  if (!held) {
    if (options.dryRun) return { object: old, gone: true }
    return { object: removeFinally(api, resource, marked), gone: true }
  }
  if (marked === old || options.dryRun) return { object: old, gone: false }
  return { object: api.store.put(storageName(resource), marked), gone: false }
}

function requirePreconditions({ resource, name }: Target, old: StoredObject, options: ApiDeleteOptions) {
  const { uid, resourceVersion } = old.metadata
  if (options.uid !== undefined && options.uid !== uid) {
    const because = `Precondition failed: UID in precondition: ${options.uid}, UID in object meta: ${uid}`
    throw conflict(resource, name, because)
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    const because = `Precondition failed: ResourceVersion in precondition: ${options.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`
    throw conflict(resource, name, because)
  }
}

/** The policy is kept as a finalizer, on which the garbage collector acts. */
function nextFinalizers(old: StoredObject, { propagationPolicy }: ApiDeleteOptions): string[] {
  const finalizers = old.metadata.finalizers ?? []
  if (propagationPolicy === undefined) return finalizers
  const others = finalizers.filter((finalizer) => finalizer !== foreground && finalizer !== orphan)
  if (propagationPolicy === 'Foreground') return [...others, foreground]
  if (propagationPolicy === 'Orphan') return [...others, orphan]
  return others
}

/** Only pods that a node runs are given time to end; another delete can shorten it, never prolong it. */
function gracePeriod(
  resource: Resource,
  old: StoredObject,
  { gracePeriodSeconds }: ApiDeleteOptions,
): number {
  if (resource.group !== '' || resource.resource !== 'pods') return 0
  const spec = asObject(old.spec)
  const phase = asObject(old.status).phase
  if (typeof spec.nodeName !== 'string' || spec.nodeName === '') return 0
  if (phase === 'Succeeded' || phase === 'Failed') return 0
  const { terminationGracePeriodSeconds: own } = spec
  const wanted = gracePeriodSeconds ?? (typeof own === 'number' ? own : 30)
  const running = old.metadata.deletionGracePeriodSeconds
  return running === undefined ? Math.max(0, wanted) : Math.min(running, Math.max(0, wanted))
}

function mark(
  api: Api,
  resource: Resource,
  old: StoredObject,
  finalizers: string[],
  graceSeconds: number,
): Draft {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = old.metadata
  const sameFinalizers = JSON.stringify(finalizers) === JSON.stringify(old.metadata.finalizers ?? [])
  if (deletionTimestamp !== undefined && deletionGracePeriodSeconds === graceSeconds && sameFinalizers)
    return old
  const endsAtMs = Math.min(api.clock.now() + graceSeconds * 1000, latestTimeMs)
  const endsAt = `${new Date(endsAtMs).toISOString().slice(0, 19)}Z`
  const isShorter = graceSeconds < (deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY)
  const { finalizers: _finalizers, ...kept } = old.metadata
  const metadata = {
    ...kept,
    ...(finalizers.length > 0 && { finalizers }),
    deletionTimestamp: deletionTimestamp === undefined || isShorter ? endsAt : deletionTimestamp,
    deletionGracePeriodSeconds: graceSeconds,
    ...(generation !== undefined && deletionTimestamp === undefined && { generation: generation + 1 }),
  }
  if (resource.resource !== 'namespaces' || resource.group !== '') return { ...old, metadata }
  return { ...old, metadata, status: { ...asObject(old.status), phase: 'Terminating' } }
}

function hasNamespaceFinalizers(resource: Resource, old: StoredObject): boolean {
  return (
    resource.group === '' &&
    resource.resource === 'namespaces' &&
    asArray(asObject(old.spec).finalizers).length > 0
  )
}
