import { posix } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { readFiles, type SourceFile } from '../git/read-files.ts'
import type { ResolvedSource } from '../git/repositories.ts'
import type { Commit, Repository } from '../git/repository.ts'
import { type Application, type ApplicationSource, instanceName } from '../parse/application.ts'
import { type BuildEnvironment, buildEnvironment } from './build-environment.ts'
import type { ClusterFacts } from './cluster-facts.ts'

/** What paths in a source may lead to. */
export interface SourceContext {
  source: ApplicationSource
  repository: Repository
  commit: Commit
  environment: BuildEnvironment
  /** Other sources of the Application by their `ref`. */
  refs: ReadonlyMap<string, { repository: Repository; commit: Commit }>
}

/** A source of an Application at one commit, with all that its rendering may read. */
export interface RenderSource extends SourceContext {
  application: Application
  /** Below the source's path. */
  files: SourceFile[]
}

export function sourceContext(
  application: Application,
  { source, repository, commit }: ResolvedSource,
  all: readonly ResolvedSource[],
  cluster: ClusterFacts,
): SourceContext {
  const refs = new Map(
    all.flatMap(({ source: other, ...where }) => (other.ref === undefined ? [] : [[other.ref, where]])),
  )
  const environment = buildEnvironment({
    instance: instanceName(application),
    namespace: application.destinationNamespace,
    project: application.project,
    revision: commit.id,
    path: source.path,
    repoURL: source.repoURL,
    targetRevision: source.targetRevision,
    ...cluster,
  })
  return { source, repository, commit, environment, refs }
}

/** Reads which files a source consists of; refuses a path that leaves the repository or is not in the commit. */
export async function readSource(application: Application, context: SourceContext): Promise<RenderSource> {
  const { source, repository, commit } = context
  const path = posix.normalize(source.path).replace(/\/$/, '')
  if (path.startsWith('/') || path === '..' || path.startsWith('../')) {
    throw new GitopsError(
      'source-path-outside',
      `Source path ${source.path} lies outside of the repository.`,
      { hint: 'Name a directory of the repository.' },
    )
  }
  const files = await readFiles(repository, commit, path)
  if (files.length === 0) {
    throw new GitopsError(
      'source-path-missing',
      `Cannot render ${path}: app path does not exist in ${repository.url} at ${commit.id.slice(0, 7)}.`,
      { hint: 'Commit the directory or change source.path.' },
    )
  }
  if (files.some((file) => file.path === path)) {
    throw new GitopsError(
      'source-path-not-directory',
      `Cannot render ${path}: app path is not a directory in ${repository.url} at ${commit.id.slice(0, 7)}.`,
      { hint: 'Name the directory that the file is in; directory.include chooses files of it.' },
    )
  }
  return { ...context, application, source: { ...source, path }, files }
}
