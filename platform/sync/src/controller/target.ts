import { posix } from 'node:path'
import { concerns, generatePaths } from '@gitops-example/applications/git/generate-paths'
import type { Commit, Repository } from '@gitops-example/applications/git/repository'
import type { Application, ApplicationSource } from '@gitops-example/applications/parse/application'
import type { ResolvedSource } from '@gitops-example/applications/render/renderer'
import { GitopsError } from '@gitops-example/kit/errors'

/** The repositories that sync was given, by their addresses. */
export class Repositories {
  readonly #byUrl: Map<string, Repository>

  constructor(
    repositories: readonly { url: string; gitDir: string }[],
    open: (url: string, gitDir: string) => Repository,
  ) {
    this.#byUrl = new Map(repositories.map(({ url, gitDir }) => [normalUrl(url), open(url, gitDir)]))
  }

  find(url: string): Repository | undefined {
    return this.#byUrl.get(normalUrl(url))
  }

  get(url: string): Repository {
    const found = this.find(url)
    if (found !== undefined) return found
    throw new GitopsError('repository-unknown', `Repository ${url} is not one that sync reads.`, {
      hint: `It reads ${[...this.#byUrl.keys()].join(', ')}.`,
    })
  }

  close(): void {
    for (const repository of this.#byUrl.values()) repository.close()
  }
}

export async function resolveSources(
  application: Application,
  repositories: Repositories,
): Promise<ResolvedSource[]> {
  return await Promise.all(
    application.sources.map(async (source) => {
      const repository = repositories.get(source.repoURL)
      return { source, repository, commit: await repository.commit(source.targetRevision) }
    }),
  )
}

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
  if (normalUrl(source.repoURL) !== normalUrl(url)) return false
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

function normalUrl(url: string): string {
  return url.replace(/\/+$/, '').replace(/\.git$/, '')
}
