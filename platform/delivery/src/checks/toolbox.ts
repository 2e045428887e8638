import { join } from 'node:path'
import type { Clock } from '@gitops-example/kit/clock'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { Check } from '../checks/check.ts'
import { ChecksCache } from '../checks/checks-cache.ts'
import { lint } from '../checks/lint.ts'
import { WarmTests } from '../checks/tests/warm-tests.ts'
import { types } from '../checks/types.ts'
import { Bundles } from '../image/bundles.ts'
import { forgetOld } from '../workspace/forget-old.ts'
import { Workspace } from '../workspace/workspace.ts'
import { GreenFiles } from './tests/green-files.ts'

/** What checks and builds need, whoever asks for them. */
export interface Toolbox extends AsyncDisposable {
  workspace: Workspace
  checks: readonly Check[]
  cache: ChecksCache
  bundles: Bundles
}

export interface ToolboxOptions {
  objects: GitObjects
  /** For work trees and caches; kept between runs, and used by one process at a time. */
  workDir: string
  /** A checkout whose `node_modules` are used for revisions with the same lockfile. */
  installDir: string
  clock: Clock
  /** How long a Vitest that nobody needs is kept, in milliseconds. */
  warmTestsMs: number
  log: (line: string) => void
}

export function openToolbox({
  objects,
  workDir,
  installDir,
  clock,
  warmTestsMs,
  log,
}: ToolboxOptions): Toolbox {
  forgetOld(workDir, clock.now())
  const green = new GreenFiles(join(workDir, 'green'))
  const tests = new WarmTests({ clock, idleMs: warmTestsMs, green, log })
  const [treesDir, modulesDir] = [join(workDir, 'trees'), join(workDir, 'modules')]
  return {
    workspace: new Workspace({ objects, treesDir, modulesDir, installDir, log }),
    // The longest first.
    checks: [tests, types(join(workDir, 'types')), lint(join(workDir, 'dockerfiles'))],
    cache: new ChecksCache(join(workDir, 'passed')),
    bundles: new Bundles(join(workDir, 'bundles')),
    [Symbol.asyncDispose]: () => tests.stop(),
  }
}
