import type { Clock } from '@gitops-example/kit/clock'
import type { Events } from '@gitops-example/kit/events'
import type { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import type { ClusterClient } from './cluster-client.ts'
import type { ClusterEvents } from './cluster-events.ts'

/** What every part of the cluster is given. */
export interface PartContext {
  client: ClusterClient
  clock: Clock
  events: Events<ClusterEvents>
  /** One line for the platform's log: what failed and will be tried again. */
  log: (line: string) => void
}

export interface NodeOptions {
  /** The node's name in the API. */
  name: string
  /** Pod directories and container logs live below it; readable by the pods' users. */
  podsDir: string
  /** Holds one OCI image layout per repository: `IMAGES_DIR/REPOSITORY/{oci-layout,index.json,blobs}`. */
  imagesDir: string
  /** Directory of the `node` program that images without a runtime of their own use; first on the pods' PATH. */
  runtimePath: string
  /** As root, the user of containers whose spec names none. */
  defaultUser?: { uid: number; gid: number }
  ledger: ProcessLedger
}

export interface ProxyOptions {
  /** Taken when free, else another that the network reports. */
  preferredIngressPort: number
}

/** A started part; `stop` resolves when everything that it started has ended. */
export interface Part {
  stop(): Promise<void>
}
