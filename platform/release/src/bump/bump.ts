import { GitopsError } from '@gitops-example/kit/errors'
import { isAncestor } from '@gitops-example/kit/git/ancestry'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releaseFile, valuesFile } from '../apps/app.ts'
import { environmentValues } from '../apps/environment-values.ts'
import { type BranchOptions, changeBranch, type Heads } from '../branch/change-branch.ts'
import { assertNotQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
import { liftedQuarantine } from '../quarantine/lift-quarantine.ts'
import { releaseFileText } from '../releases/release-file.ts'
import { releasedAt } from '../releases/released-at.ts'
import { bumpTrailer } from '../releases/trailers.ts'
import { type AppRelease, type BumpPlan, planBump, type TagRelation } from './plan-bump.ts'

export interface BumpOptions extends BranchOptions {
  environment: string
  /** The full hash of the commit whose images are to run. */
  tag: string
  /** Names of the apps of this release. */
  apps: readonly string[]
  /** A person went back to exactly this commit: what of it is in quarantine is taken out by the same commit. */
  liftsQuarantine?: boolean
}

export interface BumpResult extends Pick<BumpPlan, 'changed' | 'kept'> {
  /** The commit that set the tags; undefined when there was nothing to change. */
  revision: string | undefined
}

/** Records one release in its environment's release files, by one commit on the branch or none. */
export async function bump(options: BumpOptions): Promise<BumpResult> {
  const { objects, environment, tag, apps, liftsQuarantine = false } = options
  const { revision, outcome } = await changeBranch(options, async (heads) => {
    const running = await Promise.all(apps.map((app) => readRelease(options, heads, app)))
    const name = (options.code ?? options.branch).name
    await assertInHistory(objects, tag, heads.code, name)
    const entries = await quarantineAt(objects, heads.releases, environment)
    if (!liftsQuarantine)
      for (const app of apps) await assertNotQuarantined(objects, entries, app, tag, environment)
    const plan = planBump(running, tag, await tagRelations(objects, running, tag, heads.code))
    const names = plan.changed.map(({ app }) => app)
    const files = new Map(names.map((app) => [releaseFile(environment, app), releaseFileText({ tag })]))
    const lifted = liftsQuarantine
      ? await liftedQuarantine(objects, heads.releases, environment, names, tag)
      : undefined
    if (lifted !== undefined) files.set(lifted.file, lifted.text)
    return { files, message: bumpMessage(environment, tag, names), outcome: plan }
  })
  return { revision, changed: outcome.changed, kept: outcome.kept }
}

async function readRelease(
  { objects, environment, tag }: BumpOptions,
  heads: Heads,
  app: string,
): Promise<AppRelease> {
  const release = await releasedAt(objects, heads.releases, environment, app)
  if ((await environmentValues(objects, heads, environment, app)) !== undefined) return { app, ...release }
  // It was there when this release began.
  const hadValues = (await objects.blob(`${tag}:${valuesFile(environment, app)}`)) !== undefined
  if (hadValues) return { app, ...release, isGone: true }
  throw new GitopsError(
    'values-file-missing',
    `Cannot release ${app} to ${environment}: there is no ${valuesFile(environment, app)}.`,
    { hint: 'Check the names of the environment and the app, or add the file with image.repository.' },
  )
}

async function assertInHistory(
  objects: GitObjects,
  tag: string,
  head: string,
  branch: string,
): Promise<void> {
  if (tag === head || (await isAncestor(objects.gitDir, tag, head))) return
  throw new GitopsError(
    'tag-not-in-history',
    `Cannot release ${tag}: it is not in the history of ${branch}.`,
    {
      hint: 'Only merged commits are released. Check the hash, and whether the branch was force-pushed.',
    },
  )
}

async function tagRelations(
  { gitDir }: GitObjects,
  running: readonly AppRelease[],
  tag: string,
  head: string,
): Promise<(current: string) => TagRelation> {
  const known = new Map<string, TagRelation>()
  for (const current of new Set(running.map((one) => one.tag))) {
    if (current === '') continue
    if (current === tag) known.set(current, 'same')
    else if (tag === head) known.set(current, 'older')
    // A commit that has left the branch is not newer than what the branch was moved back to.
    else if ((await isAncestor(gitDir, tag, current)) && (await isAncestor(gitDir, current, head)))
      known.set(current, 'newer')
    else known.set(current, 'older')
  }
  return (current) => known.get(current) ?? 'older'
}

function bumpMessage(environment: string, tag: string, apps: readonly string[]): string {
  return `Release ${tag.slice(0, 7)} to ${environment}: ${apps.join(', ')}\n\n${bumpTrailer}: ${tag}\n`
}
