import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type App, appsAt, valuesFile } from '../apps/app.ts'
import { type AppContent, appContent, imageContent } from '../apps/app-content.ts'
import { assertNotQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
import type { Quarantined } from '../quarantine/quarantine-file.ts'
import { type ImageValue, readImage } from './values-file.ts'

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
  /** Apps that cannot be released because of their values file, or must not be (quarantine), and why. */
  refused: { app: string; reason: string; quarantined: boolean }[]
}

export interface ReleasePlanOptions {
  objects: GitObjects
  environment: string
  /** What is to be delivered. */
  revision: string
  /** The head of the branch, whose values files say what runs. */
  head: string
  hasImage: (repository: string, tag: string) => Promise<boolean>
}

/**
 * The apps of the environment whose content differs from the content of the commit in their `image.tag`, so that an
 * app of an earlier delivery that failed, or of a merge, is never forgotten; and those whose image is missing.
 */
export async function planRelease(options: ReleasePlanOptions): Promise<ReleasePlan> {
  const plan: ReleasePlan = { apps: [], refused: [] }
  const quarantine = await quarantineAt(options.objects, options.head, options.environment)
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
          quarantined: error.code === 'quarantined',
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
  const { objects, environment, revision, head, hasImage } = options
  const path = valuesFile(environment, app.name)
  const current = await readValues(objects, head, path)
  const next = await readValues(objects, revision, path)
  const content = await appContent(objects, revision, app)
  if (current === undefined || next === undefined || content === undefined) return undefined
  const { repository } = next
  if (repository === undefined) {
    throw new GitopsError(
      'image-repository-missing',
      `Cannot build ${app.name}: ${path} has no image.repository.`,
      {
        hint: 'Set it, such as `repository: shop/cart`.',
      },
    )
  }
  if (current.tag === '') {
    return { app, repository, content, unchecked: 'no earlier version serves that a red check could protect' }
  }
  if ((await imageContent(objects, current.tag, app)) !== content.image) {
    await assertNotQuarantined(objects, quarantine, app.name, revision, environment)
    return { app, repository, content }
  }
  if (await hasImage(repository, current.tag)) return undefined
  return {
    app,
    repository,
    content,
    unchecked: `the same content was released as ${current.tag.slice(0, 7)}`,
  }
}

async function readValues(
  objects: GitObjects,
  revision: string,
  path: string,
): Promise<ImageValue | undefined> {
  const values = await objects.blob(`${revision}:${path}`)
  return values && readImage(values.toString('utf8'), path)
}
