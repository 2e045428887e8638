/** One step on the way of a commit, in the order of DESIGN's path; times are milliseconds since the push was seen. */
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

export type RunState = 'running' | 'live' | 'failed' | 'nothing' | 'superseded'

/** What became of one pushed commit. */
export interface DeliveryRun {
  commit: string
  subject: string
  /** The apps that get a new version by this commit. */
  apps: string[]
  state: RunState
  /** Why it failed or what took its place; several lines. */
  reason?: string
  /** Where it has failed: the apps whose new version is brought to serve all the same. */
  unaffected?: readonly string[]
  /** The commit that set the new tags. */
  releaseRevision?: string
  /** When the push was seen, in milliseconds since the Unix epoch. */
  pushedAt: number
  phases: Phase[]
  /** From the push to the first response of the new version (to healthy, where nothing answers requests). */
  totalMs?: number
}

/** What a follower of a run is told, in order; the last one is `ended`. */
export type RunUpdate =
  | { type: 'started'; run: DeliveryRun }
  | { type: 'phase'; phase: Phase; app?: string; failed?: boolean; note?: string }
  | { type: 'ended'; run: DeliveryRun }
