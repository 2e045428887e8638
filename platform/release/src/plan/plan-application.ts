import { readFiles } from '@gitops-example/applications/git/read-files'
import type { ResolvedSource } from '@gitops-example/applications/git/repositories'
import type { Commit } from '@gitops-example/applications/git/repository'
import { parseApplication } from '@gitops-example/applications/parse/parse-application'
import { remoteChartValues } from '@gitops-example/applications/render/remote-chart-values'
import type { ValuesFile } from '@gitops-example/applications/render/values-files'
import { GitopsError } from '@gitops-example/kit/errors'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { assumedCluster } from './assumed-cluster.ts'
import type { PlanSource } from './plan-source.ts'

/** An Application at one commit, read and not yet rendered. */
export interface PlannedApplication {
  application: string
  /** Where two keys are equal, `render` and `values` are too. */
  key: string
  /** What its sources in git render to. */
  render(): Promise<KubeObject[]>
  /** What its charts from elsewhere are given out of git: they are not at hand, and so are not rendered. */
  values: ValuesFile[]
  /** Addresses of other git repositories that have its charts. */
  elsewhere: string[]
}

/**
 * Reads the sources of an Application. Each is read at `commit` of the one repository, whatever its `repoURL` and
 * `targetRevision`: those that an environment's chart renders by itself are placeholders. A chart that is not there
 * although another source is, at another address, is one of the repository of the apps.
 */
export async function planApplication(
  { repository, renderer, releases }: PlanSource,
  commit: Commit,
  object: KubeObject,
): Promise<PlannedApplication> {
  const { application, sourceProblems } = parseApplication(object)
  if (sourceProblems.length > 0) {
    throw new GitopsError(
      'application-not-supported',
      `Cannot render Application ${application.name}: ${sourceProblems.join('; ')}.`,
      { hint: 'docs/reference/applications.md lists what may be in it.' },
    )
  }
  const written = application.sources.map((source) => {
    const isReleases = source.ref !== undefined && source.targetRevision.startsWith('releases/')
    return { source, repository, commit: isReleases ? (releases ?? commit) : commit }
  })
  const isElsewhere = await Promise.all(written.map((source) => isInAnotherRepository(source, written)))
  const elsewhere = written.filter((_, index) => isElsewhere[index]).map(({ source }) => source.repoURL)
  // Treated as the chart of a chart repository, of which only the values are at hand.
  const sources = written.map((one, index) =>
    isElsewhere[index] ? { ...one, source: { ...one.source, chart: one.source.path, path: '' } } : one,
  )
  const prepared = await renderer.prepare(application, sources, assumedCluster)
  const values = await remoteChartValues(application, sources, assumedCluster)
  return {
    application: application.name,
    key: [application.name, ...prepared.map(({ key }) => key), ...values.map(({ id }) => id)].join(' '),
    render: async () => (await Promise.all(prepared.map((one) => one.render()))).flat(),
    values,
    elsewhere,
  }
}

async function isInAnotherRepository(
  { source, repository, commit }: ResolvedSource,
  sources: readonly ResolvedSource[],
): Promise<boolean> {
  if (source.chart !== undefined || source.path === '') return false
  const hasOther = sources.some(
    ({ source: other }) => other.chart === undefined && other.repoURL !== source.repoURL,
  )
  return hasOther && (await readFiles(repository, commit, source.path)).length === 0
}
