import { posix } from 'node:path'
import { concerns, generatePaths } from '@gitops-example/applications/git/generate-paths'
import {
  type Repositories,
  type ResolvedSource,
  sameRepository,
} from '@gitops-example/applications/git/repositories'
import type { Commit } from '@gitops-example/applications/git/repository'
import type { Application, ApplicationSource } from '@gitops-example/applications/parse/application'

/** A branch that has moved. */
export interface Push {
  url: string
  branch: string
  after: Commit
  /** Whether it is what `HEAD` stands for. */
  isDefault: boolean
}

/** Undefined for a repository that sync does not read. */
export async function readPush(
  repositories: Repositories,
  url: string,
  branch: string,
  revision: string,
): Promise<Push | undefined> {
  const repository = repositories.find(url)
  if (repository === undefined) return undefined
  const after = await repository.commit(revision)
  const head = await repository.commit('HEAD').catch(() => undefined) // it may name a branch that is not there yet
  return { url, branch, after, isDefault: head?.id === after.id }
}

/** Whether a source follows the branch that has moved. */
export function follows(source: ApplicationSource, { url, branch, isDefault }: Push): boolean {
  if (!sameRepository(source.repoURL, url)) return false
  const wanted = source.targetRevision
  return wanted === branch || wanted === `refs/heads/${branch}` || (isDefault && wanted === 'HEAD')
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
