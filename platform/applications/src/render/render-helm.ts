import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { ChartStore } from './chart-store.ts'
import { helmError } from './helm-error.ts'
import type { HelmProgram } from './helm-program.ts'
import { parseManifests } from './parse-manifests.ts'
import type { RenderSource } from './render-source.ts'
import type { ValuesFile } from './values-files.ts'
import { parseValues } from './values-yaml.ts'

/** What `helm template` is called with; the same for every commit that leaves the chart and the Application alone. */
export interface HelmCommand {
  release: string
  flags: readonly string[]
}

/** Renders a chart of git with its values files, the Application's own values last. */
export async function renderHelm(
  helm: { program: HelmProgram; charts: ChartStore },
  request: RenderSource,
  { release, flags }: HelmCommand,
  valuesFiles: readonly ValuesFile[],
): Promise<{ objects: KubeObject[]; args: string[]; values: (string | Buffer)[] }> {
  const { source, repository, files } = request
  const inline = source.helm?.values
  const contents = await Promise.all(valuesFiles.map((file) => file.repository.blob(file.id)))
  // Before anything is rendered: Helm takes some files that a delivery refuses, and calls every file "-".
  for (const [index, { path }] of valuesFiles.entries()) {
    parseValues(contents[index]?.toString('utf8') ?? '', path)
  }
  const values = inline === undefined ? contents : [...contents, inline]
  return await helm.charts.with(repository, files, async (dir) => {
    const args = [release, join(dir, source.path), ...flags]
    const { exitCode, stdout, stderr } = await helm.program.template(args, values)
    if (exitCode === 0) return { objects: parseManifests(stdout, source.path), args, values }
    throw new GitopsError('helm-render-failed', `Cannot render ${source.path}: ${helmError(stderr)}`)
  })
}
