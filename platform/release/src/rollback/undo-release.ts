import { GitopsError } from '@gitops-example/kit/errors'
import type { BranchOptions } from '../branch/change-branch.ts'
import { type Rollback, rollback } from './rollback.ts'

export interface UndoOptions extends BranchOptions {
  environment: string
  app: string
  /** The release that turned out bad, as a full hash. */
  tag: string
  /** One sentence: what went wrong, and when. */
  reason: string
  /** What shows it; empty when there is nothing to show. */
  evidence: string
}

/**
 * Undoes a bad release without a person, by the commit of a rollback. Undefined when the environment already runs
 * something else: a newer release is the better fix.
 */
export async function undoRelease({ tag, evidence, ...options }: UndoOptions): Promise<Rollback | undefined> {
  try {
    return await rollback({
      ...options,
      from: tag,
      by: 'gitops (automatic rollback)',
      ...(evidence === '' ? {} : { evidence }),
    })
  } catch (error) {
    if (error instanceof GitopsError && error.code === 'moved-on') return undefined
    throw error
  }
}
