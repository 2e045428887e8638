import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { imageContent } from '../apps/app-content.ts'
import { type Quarantined, quarantineFile, readQuarantine } from './quarantine-file.ts'

/** The quarantine of an environment at `head` of the branch. */
export async function quarantineAt(
  objects: GitObjects,
  head: string,
  environment: string,
): Promise<Quarantined[]> {
  const path = quarantineFile(environment)
  return readQuarantine((await objects.blob(`${head}:${path}`))?.toString('utf8'), path)
}

/**
 * The entry that forbids this commit of the app: one of the same commit, or of one with the same content, since a new
 * commit on top of a bad one would bring the same version back.
 */
export async function findQuarantined(
  objects: GitObjects,
  entries: readonly Quarantined[],
  app: string,
  commit: string,
): Promise<Quarantined | undefined> {
  const own = entries.filter((entry) => entry.app === app)
  const exact = own.find(({ tag }) => tag === commit)
  if (exact !== undefined || own.length === 0) return exact
  const content = await imageContent(objects, commit, { name: app, dir: `dev/${app}` })
  for (const entry of own) {
    const bad = await imageContent(objects, entry.tag, { name: app, dir: `dev/${app}` })
    if (bad !== undefined && bad === content) return entry
  }
  return undefined
}

/** Throws when the commit of the app is in quarantine. */
export async function assertNotQuarantined(
  objects: GitObjects,
  entries: readonly Quarantined[],
  app: string,
  commit: string,
  environment: string,
): Promise<void> {
  const entry = await findQuarantined(objects, entries, app, commit)
  if (entry === undefined) return
  const same = entry.tag === commit ? '' : ` has the same content as ${entry.tag.slice(0, 7)}, which`
  throw new GitopsError(
    'quarantined',
    `Cannot release ${app} ${commit.slice(0, 7)} to ${environment}: it${same} was rolled back at ${entry.at} (${entry.reason.replace(/\.$/, '')}).`,
    {
      hint: `Once it is known to be good: gitops rollback ${app} --env ${environment} --release ${entry.tag}`,
    },
  )
}
