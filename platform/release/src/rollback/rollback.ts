import { GitopsError } from '@gitops-example/kit/errors'
import { appsAt, releaseFile } from '../apps/app.ts'
import { type BranchOptions, changeBranch, type Heads } from '../branch/change-branch.ts'
import { type Release, releasesOf } from '../locate/release-history.ts'
import { findQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
import { quarantineFile, withoutQuarantined, withQuarantined } from '../quarantine/quarantine-file.ts'
import { releaseFileText } from '../releases/release-file.ts'
import { releasedApps } from '../releases/released-at.ts'
import { rollbackTrailer } from '../releases/trailers.ts'
import { blockingMigrations } from './migrations.ts'

export interface RollbackOptions extends BranchOptions {
  environment: string
  app: string
  /** The full hash to go back to; the last good release when absent. */
  to?: string
  /** Undone only when the environment still runs it; the current release when absent. */
  from?: string
  /** One sentence: why. */
  reason: string
  /** Who does it: a person, or the part that decided. */
  by: string
  /** What shows that the release is bad, such as the last log lines. */
  evidence?: string
}

export interface Rollback {
  revision: string
  app: string
  from: string
  to: string
}

/** How many releases an error lists. */
const shownReleases = 10

/**
 * Lands a commit that gives the app its earlier tag and puts the current one in quarantine, so that neither the next
 * bump nor the next sync brings it back. While somebody waits for it others give way, see `BranchOptions.urgent`.
 */
export async function rollback(options: RollbackOptions): Promise<Rollback> {
  const { objects, environment, app, clock } = options
  const { revision, outcome } = await changeBranch(
    { ...options, urgent: true },
    async ({ releases: head, code }) => {
      const releases = await releasesOf(objects, head, environment, app)
      const [bad] = releases
      if (bad === undefined) {
        throw new GitopsError(
          'never-released',
          `Cannot roll back ${app} in ${environment}: it was never released there.`,
          { hint: `Apps are: ${(await appNames(options, { releases: head, code })).join(', ')}.` },
        )
      }
      if (options.from !== undefined && options.from !== bad.tag) {
        throw new GitopsError(
          'moved-on',
          `Cannot roll back ${options.from.slice(0, 7)} of ${app} in ${environment}: ${bad.tag.slice(0, 7)} already runs.`,
        )
      }
      const good = await goodRelease(options, head, bad, releases)
      if ((await objects.commit(bad.tag)) === undefined) {
        throw new GitopsError(
          'migrations-unknown',
          `Cannot roll back ${app} in ${environment}: commit ${bad.tag.slice(0, 7)}, which says what it has migrated, is not in this repository.`,
          { hint: 'Fetch it first: git fetch REPOSITORY-OF-THE-APPS master.' },
        )
      }
      const blocking = await blockingMigrations(objects, app, bad.tag, good)
      if (blocking.length > 0) {
        throw new GitopsError(
          'migration-blocks-rollback',
          `Cannot roll back ${app} in ${environment} to ${good.slice(0, 7)}: it is incompatible with ${blocking.join(', ')}.`,
          { hint: 'Fix forward with a new commit.' },
        )
      }
      const file = quarantineFile(environment)
      const quarantine = (await objects.blob(`${head}:${file}`))?.toString('utf8')
      const { reason, by } = options
      const entry = { app, tag: bad.tag, reason, by, at: new Date(clock.now()).toISOString() }
      const files = new Map([
        [releaseFile(environment, app), releaseFileText({ tag: good })],
        [file, withQuarantined(quarantine, entry, file)],
      ])
      return {
        files,
        message: message(options, bad.tag, good),
        restsOn: [...files.keys()],
        outcome: { app, from: bad.tag, to: good },
      }
    },
  )
  if (revision === undefined) throw new Error('A rollback always changes a file.')
  return { revision, ...outcome }
}

/** Lands a commit that takes a tag out of quarantine; the next delivery, bump or promotion may bring it back. */
export async function releaseFromQuarantine(
  options: BranchOptions & { environment: string; app: string; tag: string },
): Promise<string> {
  const { objects, environment, app, tag } = options
  const file = quarantineFile(environment)
  const { revision } = await changeBranch(options, async ({ releases: head }) => {
    const text = (await objects.blob(`${head}:${file}`))?.toString('utf8') ?? '[]'
    const files = new Map([[file, withoutQuarantined(text, app, tag, file)]])
    const message = `Release ${app} ${tag.slice(0, 7)} from quarantine in ${environment}\n`
    return { files, message, outcome: undefined }
  })
  if (revision === undefined) throw new Error('A release from quarantine always changes a file.')
  return revision
}

async function goodRelease(
  { objects, environment, app, to }: RollbackOptions,
  head: string,
  bad: Release,
  releases: readonly Release[],
): Promise<string> {
  const entries = await quarantineAt(objects, head, environment)
  if (to !== undefined && !releases.some(({ tag }) => tag === to)) {
    const known = [...new Set(releases.map(({ tag }) => tag.slice(0, 7)))].slice(0, shownReleases)
    throw new GitopsError(
      'never-released',
      `Cannot roll back ${app} in ${environment} to ${to.slice(0, 7)}: it never ran there.`,
      {
        hint: `The last that ran there are: ${known.join(', ')}. To release a newer commit, use gitops bump.`,
      },
    )
  }
  const candidates = to === undefined ? releases.map(({ tag }) => tag) : [to]
  for (const tag of candidates) {
    if (tag === bad.tag) continue
    if ((await findQuarantined(objects, entries, app, tag)) === undefined) return tag
  }
  const state =
    to === undefined
      ? 'there is no earlier good release'
      : `${to.slice(0, 7)} already runs or is in quarantine`
  throw new GitopsError('no-good-release', `Cannot roll back ${app} in ${environment}: ${state}.`, {
    hint: 'Fix forward with a new commit, or name another with --to.',
  })
}

function message(
  { environment, app, reason, by, evidence }: RollbackOptions,
  from: string,
  to: string,
): string {
  const lines = [
    `Roll back ${app} in ${environment} from ${from.slice(0, 7)} to ${to.slice(0, 7)}`,
    '',
    `Why: ${reason}`,
    `Who: ${by}`,
    ...(evidence === undefined ? [] : ['Evidence:', ...evidence.split('\n').map((line) => `  ${line}`)]),
    '',
    `${rollbackTrailer}: ${from}`,
  ]
  return `${lines.join('\n')}\n`
}

/** The apps of the code or, where that is in another repository, those that were released. */
async function appNames(
  { objects, environment }: RollbackOptions,
  { code, releases }: Heads,
): Promise<string[]> {
  const apps = (await appsAt(objects, code)).map(({ name }) => name)
  return apps.length > 0 ? apps : await releasedApps(objects, releases, environment)
}
