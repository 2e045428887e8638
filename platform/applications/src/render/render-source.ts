import type { SourceFile } from '../git/read-files.ts'
import type { Commit, Repository } from '../git/repository.ts'
import type { Application, ApplicationSource } from '../parse/application.ts'
import type { BuildEnvironment } from './build-environment.ts'

/** A source of an Application at one commit, with all that its rendering may read. */
export interface RenderSource {
  application: Application
  source: ApplicationSource
  repository: Repository
  commit: Commit
  /** Below the source's path. */
  files: SourceFile[]
  environment: BuildEnvironment
  /** Other sources of the Application by their `ref`. */
  refs: ReadonlyMap<string, { repository: Repository; commit: Commit }>
}
