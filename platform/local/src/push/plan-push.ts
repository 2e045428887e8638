import type { ListedCommit, MadeCommit } from './listed-commits.ts'

/** HEAD of a checkout, and the branch of the machine that it is pushed to. */
export interface PushState {
  /** The commit that the branch points to; undefined when there is no such branch. */
  machine: string | undefined
  /** How many commits HEAD has and the branch lacks. */
  ahead: number
  /** The commits that the branch has and HEAD lacks, newest first. */
  behind: readonly ListedCommit[]
  /** Those of them that HEAD of this checkout has never had. */
  unseen: readonly MadeCommit[]
}

export type PushPlan =
  /** The branch has HEAD. `theirs` are commits that it got from elsewhere since. */
  | { kind: 'nothing'; theirs: readonly ListedCommit[] }
  | { kind: 'create' }
  | { kind: 'forward' }
  /** HEAD is an older commit of the branch. */
  | { kind: 'back'; left: readonly ListedCommit[] }
  /** HEAD takes the place of commits that this checkout has had. */
  | { kind: 'replace'; left: readonly ListedCommit[] }
  /** `theirs` would be lost. */
  | { kind: 'refuse'; theirs: readonly ListedCommit[] }

/**
 * What pushing HEAD does. Commits leave the branch only if this checkout had them once, as with git's
 * `--force-if-includes`, or if the platform made them.
 */
export function planPush({ machine, ahead, behind, unseen }: PushState): PushPlan {
  if (machine === undefined) return { kind: 'create' }
  if (behind.length === 0) return ahead === 0 ? { kind: 'nothing', theirs: [] } : { kind: 'forward' }
  const theirs = unseen.filter(({ byPlatform }) => !byPlatform)
  if (ahead > 0) return theirs.length > 0 ? { kind: 'refuse', theirs } : { kind: 'replace', left: behind }
  return unseen.length > 0 ? { kind: 'nothing', theirs } : { kind: 'back', left: behind }
}
