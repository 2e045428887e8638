import { allEnded } from '@gitops-example/kit/all-ended'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import type { App } from '@gitops-example/release/apps/app'
import { appContent } from '@gitops-example/release/apps/app-content'
import type { CheckStep } from './check.ts'
import { type CheckResult, runCheck } from './run-check.ts'
import type { Toolbox } from './toolbox.ts'

export interface AppCheck {
  app: string
  step: CheckStep
  result: CheckResult
  durationMs: number
}

export interface CheckAppsOptions {
  objects: GitObjects
  revision: string
  apps: readonly App[]
  toolbox: Toolbox
  now: () => number
  signal: AbortSignal
  onResult: (check: AppCheck) => void
}

/** Runs every check on the given apps of a revision, all of them also after one is red; an app's side by side. */
export async function checkApps(options: CheckAppsOptions): Promise<AppCheck[]> {
  const { objects, revision, apps, toolbox, now, signal, onResult } = options
  const results: AppCheck[] = []
  for (const app of apps) {
    const content = await appContent(objects, revision, app)
    if (content === undefined) continue
    const { dir, files, libraries, isIntact } = await toolbox.workspace.prepare(revision, app, signal)
    const checks = toolbox.checks.map(async (check): Promise<AppCheck> => {
      const startedAt = now()
      const result = await runCheck(check, toolbox.cache, content, {
        app,
        libraries,
        treeDir: dir,
        files,
        isIntact,
        signal,
      })
      const done = { app: app.name, step: check.step, result, durationMs: now() - startedAt }
      onResult(done)
      return done
    })
    // A tool that is cut short still ends: whoever goes on needs its files, or its processor.
    results.push(...(await allEnded(checks)))
  }
  return results
}
