import { GitopsError } from '@gitops-example/kit/errors'
import { isAncestor } from '@gitops-example/kit/git/ancestry'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releaseFile, valuesFile } from '../apps/app.ts'
import { environmentValues } from '../apps/environment-values.ts'
import { assertEnvironment } from '../apps/environments.ts'
import { type BranchOptions, changeBranch, type Heads } from '../branch/change-branch.ts'
import { assertNotQuarantined, quarantineAt } from '../quarantine/find-quarantined.ts'
import { releaseFileText } from '../releases/release-file.ts'
import { releasedApps, releasedAt } from '../releases/released-at.ts'
import { releasesBranch } from '../releases/releases-branch.ts'
import { promotionTrailer } from '../releases/trailers.ts'

export interface PromotionOptions {
  objects: GitObjects
  heads: Heads
  from: string
  to: string
  /** Names of apps; every app that both environments run when absent. */
  apps?: readonly string[]
  /** The digest of an image in its registry; throws when it is not there. The registry is not asked when absent. */
  digestOf?: DigestOf
}

export type DigestOf = (repository: string, tag: string) => Promise<string>

export interface Promotion {
  /** New text of release files by path. */
  files: Map<string, string>
  /** `digest` is that of the image, where the registry was asked. */
  changed: { app: string; from: string; to: string; digest?: string }[]
  kept: { app: string; tag: string; why: string }[]
}

/**
 * Decides what promoting does: each app gets the tag that `from` runs: exactly that image, never a rebuild. So both environments
 * must use the same repository, or repositories that have the same digest under the tag. A newer
 * release of `to` stays.
 */
export async function planPromotion(options: PromotionOptions): Promise<Promotion> {
  const { objects, heads, from, to } = options
  for (const environment of [from, to]) {
    await assertEnvironment(objects, environment, heads.code, heads.releases)
    if ((await releasesBranch(objects, heads.code, environment)) === undefined) continue
    throw new GitopsError(
      'promotion-refused',
      `Cannot promote from ${from} to ${to}: ${environment} is one person's.`,
      {
        hint: `Its releases are on one machine, and a push there makes them.`,
      },
    )
  }
  const promotion: Promotion = { files: new Map(), changed: [], kept: [] }
  for (const app of options.apps ?? (await sharedApps(options))) {
    const source = await readImage(objects, heads, from, app)
    const target = await readImage(objects, heads, to, app)
    const { tag } = source
    if (tag === '') throw refusal(app, from, to, `it was never released to ${from}`)
    const current = target.tag
    if (current === tag) {
      promotion.kept.push({ app, tag, why: 'it already has this tag' })
    } else if (current !== '' && (await isAncestor(objects.gitDir, tag, current))) {
      promotion.kept.push({ app, tag: current, why: 'it runs a newer commit' })
    } else {
      await assertNotQuarantined(objects, await quarantineAt(objects, heads.releases, to), app, tag, to)
      await assertNotQuarantined(objects, await quarantineAt(objects, heads.releases, from), app, tag, from)
      promotion.files.set(releaseFile(to, app), releaseFileText({ tag }))
      const digest = await sameDigest(options, app, source, target)
      promotion.changed.push({ app, from: current, to: tag, ...(digest === undefined ? {} : { digest }) })
    }
  }
  return promotion
}

/** Throws unless both environments take the tag from the same image; the digest where the registry was asked. */
async function sameDigest(
  { from, to, digestOf }: PromotionOptions,
  app: string,
  source: Image,
  target: Image,
): Promise<string | undefined> {
  const [left = '', right = ''] = [source.repository, target.repository]
  if (digestOf === undefined) {
    if (left === right) return undefined
    throw refusal(app, from, to, `their images are in different repositories, ${left} and ${right}`)
  }
  const { tag } = source
  const digest = await digestOf(left, tag)
  const other = left === right ? digest : await digestOf(right, tag)
  if (digest === other) return digest
  throw refusal(app, from, to, `${left}:${tag} is ${digest}, and ${right}:${tag} is ${other}`)
}

/** Lands the promotion as one commit on the branch, or on another that a pull request is made of. */
export async function promote(
  options: BranchOptions & Omit<PromotionOptions, 'objects' | 'heads'>,
): Promise<Promotion & { revision: string | undefined }> {
  const { from, to } = options
  const { revision, outcome } = await changeBranch(options, async (heads) => {
    const promotion = await planPromotion({ ...options, heads })
    return { files: promotion.files, message: promotionMessage(from, to, promotion), outcome: promotion }
  })
  return { revision, ...outcome }
}

/** Subject and body; also the text of a pull request. */
export function promotionMessage(from: string, to: string, { changed }: Promotion): string {
  const names = changed.map(({ app }) => app).join(', ')
  const lines = changed.map(
    ({ app, from, to, digest }) =>
      `- ${app}: ${from.slice(0, 7) || 'nothing'} -> ${to.slice(0, 7)}${digest === undefined ? '' : `, ${digest}`}`,
  )
  return `Promote ${names} from ${from} to ${to}\n\n${lines.join('\n')}\n\n${promotionTrailer}: ${from}\n`
}

async function sharedApps({ objects, heads, from, to }: PromotionOptions): Promise<string[]> {
  const shared: string[] = []
  for (const name of await releasedApps(objects, heads.releases, from)) {
    if ((await environmentValues(objects, heads, to, name)) !== undefined) shared.push(name)
  }
  if (shared.length === 0) {
    throw new GitopsError(
      'nothing-to-promote',
      `Cannot promote from ${from} to ${to}: they share no app that was released to ${from}.`,
      {
        hint: 'An app has a values file in each environment that runs it.',
      },
    )
  }
  return shared
}

interface Image {
  repository: string | undefined
  tag: string
}

async function readImage(
  objects: GitObjects,
  heads: Heads,
  environment: string,
  app: string,
): Promise<Image> {
  const values = await environmentValues(objects, heads, environment, app)
  if (values === undefined) {
    const path = valuesFile(environment, app)
    throw new GitopsError('values-file-missing', `Cannot promote ${app}: there is no ${path}.`, {
      hint: 'Check the names of the environment and the app.',
    })
  }
  const { tag } = await releasedAt(objects, heads.releases, environment, app)
  return { repository: values.repository, tag }
}

function refusal(app: string, from: string, to: string, state: string): GitopsError {
  return new GitopsError('promotion-refused', `Cannot promote ${app} from ${from} to ${to}: ${state}.`, {
    hint: 'A promotion reuses an existing image; --check-image compares digests where repositories differ.',
  })
}
