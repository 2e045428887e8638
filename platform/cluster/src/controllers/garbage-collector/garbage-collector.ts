import { describeError } from '@gitops-example/kit/errors'
import type { OwnerReference } from '#kubernetes/meta/v1'
import type { AllObjects, Stored } from '../../client/all-objects.ts'
import type { PartContext } from '../../client/parts.ts'
import { isConflict } from '../../client/queue/reconciler.ts'
import { WorkQueue } from '../../client/queue/work-queue.ts'
import type { KubeObject, Live } from '../../machinery/objects.ts'
import { foregroundFinalizer, judgeObject, orphanFinalizer } from './judge-object.ts'

/** Deletes what has lost its owners, and lets owners go whose dependants are gone or released. */
export function startGarbageCollector(
  context: Pick<PartContext, 'clock' | 'log'>,
  objects: AllObjects,
): Disposable {
  const queue = new WorkQueue({
    clock: context.clock,
    reconcile: (uid) => collect(uid),
    onError(uid, error) {
      if (isConflict(error)) return
      const name = objects.find(uid)?.object.metadata.name ?? uid
      context.log(`garbage-collector: cannot process ${name}: ${describeError(error)}. It is tried again.`)
    },
  })
  const resources = new DisposableStack()
  resources.use(queue)
  resources.use(
    objects.watch((change) => {
      const { metadata } = change.object
      if (change.type === 'DELETED') {
        for (const { object } of objects.dependants(metadata.uid)) queue.add(object.metadata.uid)
        for (const { uid } of metadata.ownerReferences ?? []) queue.add(uid)
        return
      }
      const isLeaving = metadata.deletionTimestamp !== undefined && hasCollectorsFinalizer(change.object)
      const owners = metadata.ownerReferences
      const before = change.type === 'MODIFIED' ? change.old.metadata.ownerReferences : undefined
      if (isLeaving || (owners !== undefined && owners !== before)) queue.add(metadata.uid)
      // An owner that waits for this dependant may have been released.
      if (before !== undefined && before !== owners) for (const { uid } of before) queue.add(uid)
    }),
  )
  return resources

  function collect(uid: string) {
    const stored = objects.find(uid)
    if (stored === undefined) return
    const { object } = stored
    const dependants = objects.dependants(uid)
    const judgement = judgeObject({
      object,
      owner: (reference) => liveOwner(object, reference),
      dependants: dependants.map((dependant) => dependant.object),
    })
    switch (judgement.action) {
      case 'keep':
        return
      case 'delete':
        objects.delete(stored, { propagationPolicy: judgement.policy, uid })
        return
      case 'drop-owners':
        dropOwners(stored, judgement.uids)
        return
      case 'wait-for-dependants':
        for (const { metadata } of judgement.blocking) queue.add(metadata.uid)
        return
      case 'orphan-dependants':
        for (const dependant of dependants) dropOwners(dependant, [uid])
        removeFinalizer(stored, orphanFinalizer)
        return
      case 'remove-finalizer':
        removeFinalizer(stored, judgement.finalizer)
    }
  }

  /** An owner counts only in the dependant's own namespace, or when it has none (API: OwnerReference). */
  function liveOwner(object: Live<KubeObject>, reference: OwnerReference): Live<KubeObject> | undefined {
    const owner = objects.find(reference.uid)?.object
    const namespace = owner?.metadata.namespace
    if (owner === undefined || owner.kind !== reference.kind || owner.metadata.name !== reference.name)
      return undefined
    return namespace === undefined || namespace === object.metadata.namespace ? owner : undefined
  }

  function dropOwners({ resource, object }: Stored, uids: readonly string[]) {
    const ownerReferences = object.metadata.ownerReferences?.filter(({ uid }) => !uids.includes(uid)) ?? []
    objects.update({ resource, object: { ...object, metadata: { ...object.metadata, ownerReferences } } })
  }

  function removeFinalizer({ resource, object }: Stored, finalizer: string) {
    const finalizers = object.metadata.finalizers?.filter((held) => held !== finalizer) ?? []
    objects.update({ resource, object: { ...object, metadata: { ...object.metadata, finalizers } } })
  }
}

function hasCollectorsFinalizer({ metadata }: Live<KubeObject>): boolean {
  return (
    metadata.finalizers?.some(
      (finalizer) => finalizer === orphanFinalizer || finalizer === foregroundFinalizer,
    ) ?? false
  )
}
