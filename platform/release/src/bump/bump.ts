import { GitopsError } from '@gitops-example/kit/errors'
import { isAncestor } from '@gitops-example/kit/git/ancestry'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { valuesFile } from '../apps/app.ts'
import { type BranchOptions, changeBranch } from '../branch/change-branch.ts'
import { assertNotQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
import { type BumpPlan, planBump, type TagRelation, type ValuesFile } from './plan-bump.ts'
import { readImage } from './values-file.ts'

export interface BumpOptions extends BranchOptions {
  environment: string
  /** The full hash of the commit whose images are to run. */
  tag: string
  /** Names of the apps of this release. */
  apps: readonly string[]
}

export interface BumpResult extends Pick<BumpPlan, 'changed' | 'kept'> {
  /** The commit that set the tags; undefined when there was nothing to change. */
  revision: string | undefined
}

/** Trailer of a bump's message; its value is the commit that is released. */
export const bumpTrailer = 'Gitops-Bump'

/** Sets the tags of one release in its environment's values files, by one commit on the branch or none. */
export async function bump(options: BumpOptions): Promise<BumpResult> {
  const { objects, environment, tag, apps } = options
  const { revision, outcome } = await changeBranch(options, async (head) => {
    const files = await Promise.all(apps.map((app) => readValues(objects, head, environment, app)))
    await assertInHistory(objects, tag, head, options.branch.name)
    const quarantine = await quarantineAt(objects, head, environment)
    for (const app of apps) await assertNotQuarantined(objects, quarantine, app, tag, environment)
    const plan = planBump(files, tag, await tagRelations(objects.gitDir, files, tag))
    const names = plan.changed.map(({ app }) => app)
    return { files: plan.files, message: bumpMessage(environment, tag, names), outcome: plan }
  })
  return { revision, changed: outcome.changed, kept: outcome.kept }
}

async function readValues(
  objects: GitObjects,
  head: string,
  environment: string,
  app: string,
): Promise<ValuesFile> {
  const path = valuesFile(environment, app)
  const content = await objects.blob(`${head}:${path}`)
  if (content === undefined) {
    throw new GitopsError(
      'values-file-missing',
      `Cannot release ${app} to ${environment}: there is no ${path}.`,
      {
        hint: 'Check the names of the environment and the app, or add the file with image.repository and image.tag.',
      },
    )
  }
  return { app, path, text: content.toString('utf8') }
}

async function assertInHistory(
  objects: GitObjects,
  tag: string,
  head: string,
  branch: string,
): Promise<void> {
  if (await isAncestor(objects.gitDir, tag, head)) return
  throw new GitopsError(
    'tag-not-in-history',
    `Cannot release ${tag}: it is not in the history of ${branch}.`,
    {
      hint: 'Only merged commits are released. Check the hash, and whether the branch was force-pushed.',
    },
  )
}

async function tagRelations(
  gitDir: string,
  files: readonly ValuesFile[],
  tag: string,
): Promise<(current: string) => TagRelation> {
  const tags = new Set(files.map(({ path, text }) => readImage(text, path).tag))
  const known = new Map<string, TagRelation>()
  for (const current of tags) {
    if (current === '') continue
    if (current === tag) known.set(current, 'same')
    else if (await isAncestor(gitDir, tag, current)) known.set(current, 'newer')
    else known.set(current, 'older')
  }
  return (current) => known.get(current) ?? 'older'
}

function bumpMessage(environment: string, tag: string, apps: readonly string[]): string {
  return `Release ${tag.slice(0, 7)} to ${environment}: ${apps.join(', ')}\n\n${bumpTrailer}: ${tag}\n`
}
