import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type App, appsAt } from '../apps/app.ts'
import { type AppContent, appContent, imageContent } from '../apps/app-content.ts'
import { environmentValues } from '../apps/environment-values.ts'
import { assertNotQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
import type { Quarantined } from '../quarantine/quarantine-file.ts'
import { releasedAt } from '../releases/released-at.ts'
import { editedMigrations } from '../rollback/edited-migrations.ts'

/** An app that gets a new version, and what the version consists of. */
export interface PlannedApp {
  app: App
  /** As the environment's values file names it. */
  repository: string
  content: AppContent
  /** Why this version needs no green checks; absent when it does. */
  unchecked?: string
}

export interface ReleasePlan {
  apps: PlannedApp[]
  /** Apps that cannot be released because of a file of their environment, or must not be, and why. */
  refused: { app: string; reason: string; why: 'file' | 'quarantine' | 'migration' }[]
}

export interface ReleasePlanOptions {
  objects: GitObjects
  environment: string
  /** What is to be delivered. */
  revision: string
  /** The head of the branch whose release files say what runs. */
  releases: string
  /** A person went back to exactly this commit: that it is in quarantine does not hold it up. */
  liftsQuarantine?: boolean
  /** The commits of an app whose migrations are known to have run, the newest first. */
  wentLive?: (app: string) => readonly string[]
  hasImage: (repository: string, tag: string) => Promise<boolean>
}

const refusals: Readonly<Record<string, 'quarantine' | 'migration'>> = {
  quarantined: 'quarantine',
  'migration-edited': 'migration',
}

/**
 * The apps of the environment whose content differs from that of the commit that was released last, so that an
 * app of an earlier delivery that failed, or of a merge, is never forgotten; and those whose image is missing.
 */
export async function planRelease(options: ReleasePlanOptions): Promise<ReleasePlan> {
  const plan: ReleasePlan = { apps: [], refused: [] }
  const quarantine = await quarantineAt(options.objects, options.releases, options.environment)
  const apps = await appsAt(options.objects, options.revision)
  const planned = await Promise.all(
    apps.map(async (app) => {
      try {
        return await planApp(options, quarantine, app)
      } catch (error) {
        if (!(error instanceof GitopsError)) throw error
        plan.refused.push({
          app: app.name,
          reason: describeError(error),
          why: refusals[error.code] ?? 'file',
        })
        return undefined
      }
    }),
  )
  plan.apps.push(...planned.filter((one) => one !== undefined))
  return plan
}

async function planApp(
  options: ReleasePlanOptions,
  quarantine: readonly Quarantined[],
  app: App,
): Promise<PlannedApp | undefined> {
  const { objects, environment, revision, releases, liftsQuarantine = false, hasImage } = options
  const { wentLive = () => [] } = options
  const values = await environmentValues(objects, { code: revision, releases }, environment, app.name)
  const content = await appContent(objects, revision, app)
  if (values === undefined || content === undefined) return undefined
  const { repository } = values
  if (repository === undefined) {
    throw new GitopsError(
      'image-repository-missing',
      `Cannot build ${app.name}: ${values.file} has no image.repository.`,
      { hint: 'Set it, such as `repository: shop/cart`.' },
    )
  }
  const { tag } = await releasedAt(objects, releases, environment, app.name)
  if (tag === '') {
    return { app, repository, content, unchecked: 'no earlier version serves that a red check could protect' }
  }
  if ((await imageContent(objects, tag, app)) !== content.image) {
    if (!liftsQuarantine) await assertNotQuarantined(objects, quarantine, app.name, revision, environment)
    const edited = await editedMigrations(objects, app.name, wentLive(app.name), revision)
    if (edited.length > 0) {
      throw new GitopsError('migration-edited', `Cannot release ${app.name}: ${edited.join('; ')}.`)
    }
    return { app, repository, content }
  }
  if (await hasImage(repository, tag)) return undefined
  return { app, repository, content, unchecked: `the same content was released as ${tag.slice(0, 7)}` }
}
