import type { DeliveryRun } from '../run/delivery-run.ts'

export interface PartStatus {
  name: string
  state: 'starting' | 'running' | 'failed'
  /** What a person wants to know about it: a version, an address. */
  detail: string
}

export interface ApplicationStatus {
  name: string
  namespace: string
  sync: string
  health: string
  revision: string
  images: string[]
  message?: string
}

/** Everything that `gitops status` shows; sent as JSON. */
export interface PlatformStatus {
  pid: number
  startedAt: string
  branch: string
  environment: string
  /** Whether a release that turns Degraded is undone without a person. */
  autoRollback: boolean
  /** Whether edits are checked when they are saved. */
  checkEdits: boolean
  /** The head of the branch on the git host. */
  head: string
  kubeconfig: string
  parts: PartStatus[]
  /** Addresses to open, by app or page name. */
  pages: { name: string; url: string }[]
  applications: ApplicationStatus[]
  /** Why the Applications cannot be listed; none is, then. */
  problem?: string
  /** The newest last. */
  runs: DeliveryRun[]
}
