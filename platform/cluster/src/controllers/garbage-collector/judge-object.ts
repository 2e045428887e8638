import type { OwnerReference } from '#kubernetes/meta/v1'
import type { DeleteOptions } from '../../client/cluster-client.ts'
import type { KubeObject, Live } from '../../machinery/objects.ts'

export const foregroundFinalizer = 'foregroundDeletion'
export const orphanFinalizer = 'orphan'

/** What garbage collection knows of an object: its own state and that of what it refers to. */
export interface Surroundings {
  object: Live<KubeObject>
  /** The live owner of a reference; undefined when it is gone. */
  owner: (reference: OwnerReference) => Live<KubeObject> | undefined
  dependants: readonly Live<KubeObject>[]
}

export type Judgement =
  | { action: 'keep' }
  | { action: 'delete'; policy: NonNullable<DeleteOptions['propagationPolicy']> }
  /** Some owners are gone or going, another still holds the object. */
  | { action: 'drop-owners'; uids: string[] }
  /** The object waits to be deleted after its dependants: look at these. */
  | { action: 'wait-for-dependants'; blocking: Live<KubeObject>[] }
  /** Nothing that the finalizer waits for is left. */
  | { action: 'remove-finalizer'; finalizer: string }
  /** The dependants shall outlive the object. */
  | { action: 'orphan-dependants' }

/** The next step for one object (documentation: "Garbage Collection", "Owners and Dependents"). */
export function judgeObject({ object, owner, dependants }: Surroundings): Judgement {
  if (object.metadata.deletionTimestamp !== undefined) return judgeLeaving(object, dependants)
  const references = object.metadata.ownerReferences ?? []
  if (references.length === 0) return { action: 'keep' }

  const lost: OwnerReference[] = []
  let held = false
  let waitedFor = false
  for (const reference of references) {
    const live = owner(reference)
    if (live === undefined) lost.push(reference)
    else if (isLeavingInForeground(live)) {
      lost.push(reference)
      waitedFor = true
    } else held = true
  }
  if (held) {
    return lost.length === 0
      ? { action: 'keep' }
      : { action: 'drop-owners', uids: lost.map(({ uid }) => uid) }
  }
  const finalizers = object.metadata.finalizers ?? []
  if (waitedFor && dependants.length > 0) return { action: 'delete', policy: 'Foreground' }
  if (finalizers.includes(orphanFinalizer)) return { action: 'delete', policy: 'Orphan' }
  if (finalizers.includes(foregroundFinalizer)) return { action: 'delete', policy: 'Foreground' }
  return { action: 'delete', policy: 'Background' }
}

/** Whether the object is deleted only after the dependants that block it. */
function isLeavingInForeground(object: Live<KubeObject>): boolean {
  return (
    object.metadata.deletionTimestamp !== undefined &&
    (object.metadata.finalizers?.includes(foregroundFinalizer) ?? false)
  )
}

function judgeLeaving(object: Live<KubeObject>, dependants: readonly Live<KubeObject>[]): Judgement {
  const finalizers = object.metadata.finalizers ?? []
  if (finalizers.includes(orphanFinalizer)) {
    return dependants.length > 0
      ? { action: 'orphan-dependants' }
      : { action: 'remove-finalizer', finalizer: orphanFinalizer }
  }
  if (!finalizers.includes(foregroundFinalizer)) return { action: 'keep' }
  const blocking = dependants.filter(({ metadata }) =>
    metadata.ownerReferences?.some(
      ({ uid, blockOwnerDeletion }) => uid === object.metadata.uid && blockOwnerDeletion,
    ),
  )
  return blocking.length > 0
    ? { action: 'wait-for-dependants', blocking }
    : { action: 'remove-finalizer', finalizer: foregroundFinalizer }
}
