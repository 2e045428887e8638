import type { ResolvedSource } from '../git/repositories.ts'
import type { Application } from '../parse/application.ts'
import type { ClusterFacts } from './cluster-facts.ts'
import { sourceContext } from './render-source.ts'
import { findValuesFiles, isInOtherSource, type ValuesFile } from './values-files.ts'

/**
 * The values files out of git (`$ref/...`) that an Application gives to charts of repositories and registries, which
 * are not read: nothing can be rendered of them, nor can a values file inside such a chart be found.
 */
export async function remoteChartValues(
  application: Application,
  sources: readonly ResolvedSource[],
  cluster: ClusterFacts,
): Promise<ValuesFile[]> {
  const found = await Promise.all(
    sources
      .filter(({ source }) => source.chart !== undefined)
      .map(async (resolved) => {
        const context = sourceContext(application, resolved, sources, cluster)
        const { source } = context
        if (source.helm === undefined) return []
        const valueFiles = source.helm.valueFiles.filter(isInOtherSource)
        return await findValuesFiles({
          ...context,
          source: { ...source, helm: { ...source.helm, valueFiles } },
        })
      }),
  )
  return found.flat()
}
