/** One step of a commit's way to live; times are in milliseconds since the push. */
export interface Phase {
  name: PhaseName
  startMs: number
  ms: number
}

export const phaseNames = [
  'commit',
  'push',
  'checks',
  'image',
  'bump',
  'detect',
  'render',
  'apply',
  'ready',
  'first response',
] as const
export type PhaseName = (typeof phaseNames)[number]

/** `interrupted`: the platform ended before anything was known of its end; what was not released is delivered again. */
export const runStates = ['running', 'live', 'failed', 'nothing', 'superseded', 'interrupted'] as const
export type RunState = (typeof runStates)[number]

/** An app of a release that was rolled back. */
export interface Undone {
  app: string
  /** The commit that runs instead. */
  to: string
  /** In milliseconds since the Unix epoch. */
  at: number
}

/** The delivery of one pushed commit. */
export interface DeliveryRun {
  commit: string
  subject: string
  /** The apps that get a new version from this commit. */
  apps: string[]
  state: RunState
  /** Why it failed, or what replaced it; may have several lines. */
  reason?: string
  /** When it has failed: the apps whose rollout continues. */
  unaffected?: readonly string[]
  /** When it has failed after its release: whether the platform takes the release back by itself. */
  isUndoing?: boolean
  /** The commit that records its release. */
  releaseRevision?: string
  /** What of its release was rolled back later. */
  undone?: readonly Undone[]
  /** When `gitops push` started to push, else when the push was seen, in milliseconds since the Unix epoch. */
  pushedAt: number
  phases: Phase[]
  /**
   * From the push to the first response of the new version (to healthy, where nothing answers requests). Absent where the
   * platform was started again in between.
   */
  totalMs?: number
}

/** What a follower of a run receives, in order; the last one is `ended`, or `unseen` alone. */
export type RunUpdate =
  | { type: 'started'; run: DeliveryRun }
  | { type: 'phase'; phase: Phase; app?: string; failed?: boolean; note?: string }
  /** Nothing has happened for a while: what is waited for, and for how long already. */
  | { type: 'waiting'; what: string; ms: number }
  | { type: 'ended'; run: DeliveryRun }
  /** The platform has no run of the commit: its push has not reached it. */
  | { type: 'unseen'; commit: string }
