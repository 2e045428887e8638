import { describeError } from '@gitops-example/kit/errors'
import type { PartContext } from '../parts.ts'
import { objectKey, parseObjectKey } from './object-key.ts'
import { WorkQueue } from './work-queue.ts'

export interface Reconciler extends Disposable {
  enqueue(metadata: { namespace?: string; name?: string }): void
}

/**
 * Runs `reconcile` for every object that is enqueued, again when it fails. A conflict is the normal sign that the
 * object moved on in the meantime and is not logged.
 */
export function createReconciler(
  controller: string,
  context: Pick<PartContext, 'clock' | 'log'>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a reconcile that wants no second look simply ends
  reconcile: (namespace: string, name: string) => number | undefined | void,
): Reconciler {
  const queue = new WorkQueue({
    clock: context.clock,
    reconcile(key) {
      const { namespace, name } = parseObjectKey(key)
      return reconcile(namespace, name)
    },
    onError(key, error) {
      if (isConflict(error)) return
      context.log(`${controller}: cannot reconcile ${key}: ${describeError(error)}. It is tried again.`)
    },
  })
  return {
    enqueue: (metadata) => queue.add(objectKey(metadata)),
    [Symbol.dispose]: () => queue[Symbol.dispose](),
  }
}

/** Whether the API refused a write because the object had changed. */
export function isConflict(error: unknown): boolean {
  return statusReason(error) === 'Conflict'
}

/** Whether the API refused a create because the name is taken. */
export function isAlreadyExists(error: unknown): boolean {
  return statusReason(error) === 'AlreadyExists'
}

function statusReason(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined
  if ('reason' in error) return error.reason
  if ('status' in error && typeof error.status === 'object' && error.status !== null) {
    return 'reason' in error.status ? error.status.reason : undefined
  }
  return undefined
}
