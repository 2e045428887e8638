/** An app and the tag that it has now; empty for none. */
export interface AppRelease {
  app: string
  tag: string
  /** Whether the branch no longer has the app. */
  isGone?: boolean
}

/**
 * What the tag that an environment runs now is to the one that it should run: `newer` when that one is in its history;
 * `older` in every other case, also for a commit that the branch no longer has.
 */
export type TagRelation = 'same' | 'older' | 'newer'

export interface BumpPlan {
  /** Apps whose tag changes. */
  changed: { app: string; from: string; to: string }[]
  /** Apps whose tag stays, and why. */
  kept: { app: string; tag: string; why: string }[]
}

/** Decides what a bump to `tag` changes. A newer tag stays, so that an older, slower build cannot undo it. */
export function planBump(
  running: readonly AppRelease[],
  tag: string,
  relationOf: (current: string) => TagRelation,
): BumpPlan {
  const plan: BumpPlan = { changed: [], kept: [] }
  for (const { app, tag: current, isGone = false } of running) {
    const relation = current === '' ? 'older' : relationOf(current)
    if (isGone) plan.kept.push({ app, tag: current, why: 'a newer commit removed or renamed it' })
    else if (relation === 'same') plan.kept.push({ app, tag: current, why: 'it already has this tag' })
    else if (relation === 'newer') plan.kept.push({ app, tag: current, why: 'it runs a newer commit' })
    else plan.changed.push({ app, from: current, to: tag })
  }
  return plan
}
