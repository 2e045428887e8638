import type { Files } from '@gitops-example/kit/git/tree-files'
import type { App } from '@gitops-example/release/apps/app'
import type { Finding } from './findings/finding.ts'

export const checkSteps = ['lint', 'types', 'test'] as const
export type CheckStep = (typeof checkSteps)[number]

export interface CheckTarget {
  app: App
  /** Folders of the packages below `dev/` that the app is made of beside its own; they are judged with it. */
  libraries: readonly string[]
  /** The root of the sources, with `node_modules`. */
  treeDir: string
  /** What is there, where that is known from git: shows a check what has changed since it was last green. */
  files?: Files
  /** Whether the packages are still those that were there at first: else a pass must not be remembered. */
  isIntact?: () => boolean
  signal: AbortSignal
}

/** One way of judging the sources of an app and of its libraries. */
export interface Check {
  readonly step: CheckStep
  /** What is wrong; undefined when all is well. Throws when the tool cannot run. */
  run(target: CheckTarget): Promise<readonly Finding[] | undefined>
  /** What of an app it is at now, for who wonders why it takes so long; undefined where that is not known. */
  running?(app: string): Promise<string | undefined>
}
