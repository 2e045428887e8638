import type { EventRecorder } from '../../client/event-recorder.ts'
import type { PartContext } from '../../client/parts.ts'
import type { ImageStore } from '../images/image-store.ts'
import type { NodeOptions } from '../node-options.ts'
import type { ProcessRuntime } from '../process/process-runtime.ts'
import type { PodUsers } from '../users/pod-users.ts'
import type { SourceChanges } from './source-changes.ts'

export interface NodeContext extends PartContext {
  /** Resolves when traffic goes by everything that the API has reported until now; without a network there is none. */
  trafficSettled?: () => Promise<void>
}

/** What every pod of the node shares. */
export interface NodeDeps {
  context: NodeContext
  options: NodeOptions
  recorder: EventRecorder
  images: ImageStore
  runtime: ProcessRuntime
  changes: SourceChanges
  /** The user that the platform runs as. */
  ownUid: number
  users: PodUsers
}
