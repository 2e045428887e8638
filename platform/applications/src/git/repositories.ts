import { GitopsError } from '@gitops-example/kit/errors'
import type { Application, ApplicationSource } from '../parse/application.ts'
import { type Commit, Repository } from './repository.ts'

/** A source and the commit that it is read from. */
export interface ResolvedSource {
  source: ApplicationSource
  repository: Repository
  commit: Commit
}

/** Repositories on this machine, by the addresses that Applications give. */
export class Repositories {
  readonly #byUrl: Map<string, Repository>

  constructor(repositories: readonly { url: string; gitDir: string }[]) {
    this.#byUrl = new Map(
      repositories.map(({ url, gitDir }) => [normalUrl(url), new Repository(url, gitDir)]),
    )
  }

  find(url: string): Repository | undefined {
    return this.#byUrl.get(normalUrl(url))
  }

  get(url: string): Repository {
    const found = this.find(url)
    if (found !== undefined) return found
    throw new GitopsError('repository-unknown', `Repository ${url} is not configured.`, {
      hint: `Known repositories: ${[...this.#byUrl.keys()].join(', ')}.`,
    })
  }

  /** Each source at the commit that its `targetRevision` stands for now. */
  async resolve({ sources }: Pick<Application, 'sources'>): Promise<ResolvedSource[]> {
    return await Promise.all(
      sources.map(async (source) => {
        const repository = this.get(source.repoURL)
        return { source, repository, commit: await repository.commit(source.targetRevision) }
      }),
    )
  }

  close(): void {
    for (const repository of this.#byUrl.values()) repository.close()
  }
}

/** Whether two addresses name the same repository. */
export function sameRepository(url: string, other: string): boolean {
  return normalUrl(url) === normalUrl(other)
}

function normalUrl(url: string): string {
  return url.replace(/\/+$/, '').replace(/\.git$/, '')
}
