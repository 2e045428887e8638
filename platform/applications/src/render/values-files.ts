import { posix } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { readFiles } from '../git/read-files.ts'
import type { Commit, Repository } from '../git/repository.ts'
import { substitute } from './build-environment.ts'
import type { SourceContext } from './render-source.ts'

/** A values file by its content. */
export interface ValuesFile {
  path: string
  id: string
  repository: Repository
}

/** The values files of a Helm source in their order, found where Argo CD looks for them. */
export async function findValuesFiles(request: SourceContext): Promise<ValuesFile[]> {
  const { helm } = request.source
  const found = await Promise.all(
    (helm?.valueFiles ?? []).map(async (written) => {
      const { repository, commit, path } = locate(substituteKeepingRef(written, request), request)
      const [file] = await readFiles(repository, commit, path)
      if (file !== undefined) return { path, id: file.id, repository }
      if (helm?.ignoreMissingValueFiles) return []
      throw new GitopsError(
        'helm-values-missing',
        `Cannot render ${request.source.path}: its values file ${path} is not in ${repository.url} at ${commit.id.slice(0, 7)}.`,
        { hint: 'Commit the file or change helm.valueFiles.' },
      )
    }),
  )
  return found.flat()
}

/** Whether a values file is written as one of another source: `$ref/...`. */
export function isInOtherSource(written: string): boolean {
  return /^\$\w[\w-]*\//.test(written)
}

/** Pure: from the repository's root with a leading `/`, in another source with `$ref/`, else from the source's path. */
export function locate(
  written: string,
  { source, repository, commit, refs }: Omit<SourceContext, 'environment'>,
): { repository: Repository; commit: Commit; path: string } {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(written)) {
    throw new GitopsError(
      'helm-values-remote',
      `Values file ${written} is not supported: it is not in git.`,
      {
        hint: 'Commit the file and name its path.',
      },
    )
  }
  const [, ref, inRef] = /^\$(\w[\w-]*)\/(.*)$/.exec(written) ?? []
  if (ref !== undefined && inRef !== undefined) {
    const other = refs.get(ref)
    if (other === undefined) {
      throw new GitopsError('helm-values-ref', `Values file ${written}: no source has ref: ${ref}.`, {
        hint: 'Add a source with this ref.',
      })
    }
    return { ...other, path: inside(inRef, written) }
  }
  const path = written.startsWith('/') ? written.slice(1) : posix.join(source.path, written)
  return { repository, commit, path: inside(path, written) }
}

function inside(path: string, written: string): string {
  const normal = posix.normalize(path)
  if (normal === '..' || normal.startsWith('../')) {
    throw new GitopsError('helm-values-outside', `Values file ${written} lies outside of the repository.`, {
      hint: 'Name a file of the repository.',
    })
  }
  return normal
}

/** `$values/…` is a reference to a source, unless the build environment has such a variable. */
function substituteKeepingRef(written: string, { environment }: SourceContext): string {
  const [, ref] = /^\$(\w[\w-]*)\//.exec(written) ?? []
  return ref !== undefined && environment[ref] === undefined ? written : substitute(written, environment)
}
