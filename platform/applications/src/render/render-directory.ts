import { posix } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { matchesGlob } from '@gitops-example/kit/glob'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { DirectorySource } from '../parse/application.ts'
import { manifestFile } from './manifest-file.ts'
import type { RenderSource } from './render-source.ts'

/** The objects of a directory of plain manifests, in the order of their files' names. */
export async function renderDirectory(request: RenderSource): Promise<KubeObject[]> {
  const { source, repository } = request
  const chosen = request.files.filter(({ path }) =>
    isChosen(posix.relative(source.path, path), source.directory),
  )
  const objects = await Promise.all(
    chosen.map(async ({ path, id }) => {
      if (path.endsWith('.jsonnet')) {
        throw new GitopsError('render-jsonnet', `Cannot render ${path}: Jsonnet is not supported.`, {
          hint: 'Exclude it by directory.exclude.',
        })
      }
      return manifestFile(await repository.blob(id), path)
    }),
  )
  return objects.flat()
}

/** Pure: `path` is from the directory of the source. */
export function isChosen(path: string, directory: DirectorySource | undefined): boolean {
  if (!/\.(ya?ml|json|jsonnet)$/.test(path)) return false
  if (!directory?.recurse && path.includes('/')) return false
  const { include, exclude } = directory ?? {}
  if (exclude !== undefined && matchesGlob(path, exclude)) return false
  return include === undefined || matchesGlob(path, include)
}
