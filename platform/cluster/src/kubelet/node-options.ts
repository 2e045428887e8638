import type { ProcessLedger } from '@gitops-example/kit/process/process-ledger'

/** Where the node keeps its files and how it runs containers. */
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
