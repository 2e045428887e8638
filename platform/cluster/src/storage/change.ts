import type { StoredObject } from '../machinery/objects.ts'

/** One entry of the log. `resource` is the plural name with its group, such as `deployments.apps` or `pods`. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly resource: string
  readonly version: number
  readonly object: StoredObject
  /** What the object was before; for DELETED the last state that was stored. */
  readonly old?: StoredObject
}
