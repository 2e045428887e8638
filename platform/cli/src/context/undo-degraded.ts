import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { AppRollout } from '@gitops-example/release/argo-cd/wait-until-live'
import type { BranchOptions } from '@gitops-example/release/branch/change-branch'
import { undoRelease } from '@gitops-example/release/rollback/undo-release'

/** What became of one bad tag of an app. */
export interface UndoneRelease {
  app: string
  tag: string
  /** What runs instead, and the commit that brought it; absent when nothing was undone. */
  to?: string
  revision?: string
  /** Why nothing was undone. */
  problem?: string
}

/** Undoes every tag that an app is degraded with; two where one release followed another. */
export async function* undoDegraded(
  target: BranchOptions & { environment: string },
  { app, reason, tags }: AppRollout,
): AsyncGenerator<UndoneRelease> {
  for (const tag of new Set(tags)) {
    try {
      const why = 'Argo CD reported it Degraded after its release.'
      const done = await undoRelease({ ...target, app, tag, reason: why, evidence: reason })
      if (done === undefined)
        yield { app, tag, problem: `${tag.slice(0, 7)} no longer runs there; nothing was undone.` }
      else yield { app, tag, to: done.to, revision: done.revision }
    } catch (error) {
      // Another app may still get its good release back.
      if (!(error instanceof GitopsError)) throw error
      yield { app, tag, problem: describeError(error) }
    }
  }
}
