import { posix } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { RenderSource } from './render-source.ts'

export type SourceType = 'Helm' | 'Directory'

/**
 * Decided as in Argo CD: what the source names, else a chart, else Kustomize (which is refused), else plain
 * manifests.
 */
export function sourceType({ source, files }: Pick<RenderSource, 'source' | 'files'>): SourceType {
  const has = (name: string) => files.some(({ path }) => path === posix.join(source.path, name))
  if (source.directory !== undefined) return 'Directory'
  if (source.helm !== undefined || has('Chart.yaml')) return 'Helm'
  const kustomization = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].find(has)
  if (kustomization === undefined) return 'Directory'
  throw new GitopsError(
    'render-kustomize',
    `Cannot render ${source.path}: Kustomize is not supported (${kustomization}).`,
    { hint: 'Use a Helm chart or plain manifests.' },
  )
}
