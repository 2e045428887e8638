import { posix } from 'node:path'
import { concerns, generatePaths } from '@gitops-example/applications/git/generate-paths'
import {
  type Repositories,
  type ResolvedSource,
  sameRepository,
} from '@gitops-example/applications/git/repositories'
import type { Commit, Repository } from '@gitops-example/applications/git/repository'
import { isVersionRange } from '@gitops-example/applications/git/version-range'
import type { Application, ApplicationSource } from '@gitops-example/applications/parse/application'
import { GitopsError } from '@gitops-example/kit/errors'

/** A ref that has moved, come or gone. */
export interface Push {
  repository: Repository
  /** The full name. */
  ref: string
  /** The commit that it leads to now; undefined where it has gone. */
  after: Commit | undefined
}

/** Undefined for a repository that sync does not read, and for a ref that leads to no commit. */
export async function readPush(
  repositories: Repositories,
  url: string,
  ref: string,
  revision: string | undefined,
): Promise<Push | undefined> {
  const repository = repositories.find(url)
  if (repository === undefined) return undefined
  if (revision === undefined) return { repository, ref, after: undefined }
  try {
    return { repository, ref, after: await repository.commit(revision) }
  } catch (error) {
    if (isUnresolved(error)) return undefined // a tag of a file or of a directory
    throw error
  }
}

/** What a push means for the commit that a source is read from: `moved` without one where it cannot be resolved now. */
export type SourceMove = { moved: false } | { moved: true; to: Commit | undefined }

/**
 * Where a source follows a ref after it has moved; `seen` is where that was before, undefined where it is not known. A
 * branch that is named is at the commit that was pushed; whatever else a revision may be (tag, `HEAD`, range of versions)
 * is resolved again.
 */
export async function sourceMove(
  source: ApplicationSource,
  seen: Commit | undefined,
  { repository, ref, after }: Push,
): Promise<SourceMove> {
  const { repoURL, targetRevision } = source
  if (!sameRepository(repoURL, repository.url) || source.chart !== undefined) return { moved: false }
  const isNamed = ref === targetRevision || ref === `refs/heads/${targetRevision}`
  if (isNamed && after !== undefined && !isVersionRange(targetRevision)) return { moved: true, to: after }
  const to = await repository.commit(targetRevision).catch((error) => {
    if (isUnresolved(error)) return undefined
    throw error
  })
  // Of one that could not be resolved before, only the ref that it was waiting for is news.
  const isNews = seen === undefined ? to !== undefined && to.id === after?.id : to?.id !== seen.id
  return isNews ? { moved: true, to } : { moved: false }
}

function isUnresolved(error: unknown): boolean {
  return error instanceof GitopsError && error.code === 'git-unknown-revision'
}

/**
 * What a new commit means for an Application that reads this source: it has to be rendered, or it is likely to be
 * soon, because files beside the source changed (an app's code beside its chart: a new image tag follows), or nothing.
 */
export async function concernOf(
  application: Pick<Application, 'generatePaths'>,
  { source, repository }: Pick<ResolvedSource, 'source' | 'repository'>,
  before: Commit,
  after: Commit,
): Promise<'now' | 'soon' | 'none'> {
  const paths = generatePaths(application.generatePaths, source.path)
  if (before.id === after.id) return 'none'
  if (paths === undefined) return 'now'
  const changed = await repository.changedPaths(before, after)
  if (concerns(paths, changed)) return 'now'
  const beside = posix.dirname(posix.normalize(source.path))
  return beside !== '.' && concerns([beside], changed) ? 'soon' : 'none'
}

/** The commit that stands for the whole: that of the first source that renders. */
export function mainRevision(sources: readonly ResolvedSource[]): string {
  return (sources.find(({ source }) => source.path !== '') ?? sources[0])?.commit.id ?? ''
}
