import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { applicationsDir, releaseFile, valuesDir, valuesFile } from '../apps/app.ts'
import { environmentsAt } from '../apps/environments.ts'
import { type BranchOptions, changeBranch } from '../branch/change-branch.ts'
import { legacyTag, withoutLegacyTag } from './legacy-tag.ts'
import { releaseFileText } from './release-file.ts'
import { releasesBranch } from './releases-branch.ts'

/** Where the Applications of shared environments are made. */
const sharedTemplates = 'ops/charts/applications/templates'

/**
 * Moves the tags that values files still hold, as they did before releases had files of their own, in one commit for
 * every environment whose releases are on this branch. Resolves with the apps by environment; with none, nothing was
 * committed.
 */
export async function moveReleases(
  options: BranchOptions,
): Promise<{ revision: string | undefined; moved: { environment: string; app: string }[] }> {
  const { objects } = options
  const { revision, outcome } = await changeBranch(options, async ({ releases: head }) => {
    const files = new Map<string, string>()
    const moved: { environment: string; app: string }[] = []
    for (const environment of await environmentsAt(objects, head)) {
      // One person's machine moves its own.
      if ((await releasesBranch(objects, head, environment)) !== undefined) continue
      for (const app of await appsWithLegacyTag(objects, head, environment)) {
        await assertReadsReleases(objects, head, environment, app)
        const path = valuesFile(environment, app)
        const text = (await objects.blob(`${head}:${path}`))?.toString('utf8') ?? ''
        files.set(releaseFile(environment, app), releaseFileText({ tag: legacyTag(text) }))
        // Where the tag cannot be taken out alone it stays: the release file wins over it.
        files.set(path, withoutLegacyTag(text) ?? text)
        moved.push({ environment, app })
      }
    }
    return { files, message: movedMessage(moved), outcome: moved }
  })
  return { revision, moved: outcome }
}

async function appsWithLegacyTag(objects: GitObjects, head: string, environment: string): Promise<string[]> {
  const apps: string[] = []
  for (const { name } of (await objects.tree(`${head}:${valuesDir(environment)}`)) ?? []) {
    if (!name.endsWith('.yaml')) continue
    const app = name.slice(0, -'.yaml'.length)
    const text = (await objects.blob(`${head}:${valuesFile(environment, app)}`))?.toString('utf8') ?? ''
    const isMoved = (await objects.blob(`${head}:${releaseFile(environment, app)}`)) !== undefined
    if (legacyTag(text) !== '' && !isMoved) apps.push(app)
  }
  return apps
}

/** A tag that is moved where no Application reads it would never run again. */
export async function assertReadsReleases(
  objects: GitObjects,
  head: string,
  environment: string,
  app: string,
): Promise<void> {
  for (const folder of [sharedTemplates, `${applicationsDir(environment)}/templates`]) {
    for (const { name, id } of (await objects.tree(`${head}:${folder}`)) ?? []) {
      const text = (await objects.blob(id))?.toString('utf8') ?? ''
      const isOfApp = text.includes(`dev/${app}/chart`) || text.includes(`values/${app}.yaml`)
      if (!isOfApp || text.includes('releases/')) continue
      throw new GitopsError(
        'release-not-read',
        `Cannot release ${app} to ${environment}: ${folder}/${name} reads values/${app}.yaml, but not releases/${app}.yaml.`,
        {
          hint: 'Write it as the Applications of the other apps are, with applications.app; see docs/guides/team.md.',
        },
      )
    }
  }
}

function movedMessage(moved: readonly { environment: string; app: string }[]): string {
  const lines = moved.map(({ environment, app }) => `- ${environment}: ${app}`)
  return (
    'Move releases from values files to files of their own\n\n' +
    'What people set stays in values/, what gitops writes is in releases/; what runs stays the same.\n\n' +
    `${lines.join('\n')}\n`
  )
}
