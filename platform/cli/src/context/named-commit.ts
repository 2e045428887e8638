import { GitopsError } from '@gitops-example/kit/errors'
import type { LocalRepository } from '@gitops-example/kit/git/local-repository'

/**
 * The full hash of a commit of this repository or, where the apps are in another one, of a release that is recorded
 * here: `tags` gives those, which are looked at only then. Throws `no-such-commit`.
 */
export async function namedCommit(
  repository: LocalRepository,
  name: string,
  tags: () => Promise<readonly string[]>,
): Promise<string> {
  try {
    return await repository.commit(name)
  } catch (error) {
    if (!(error instanceof GitopsError) || error.code !== 'no-such-commit') throw error
    if (!/^[0-9a-f]{7,64}$/.test(name)) throw error
    const found = new Set((await tags()).filter((tag) => tag.startsWith(name)))
    const [only] = found
    if (only === undefined || found.size > 1) throw error
    return only
  }
}
