import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { ops, root, run } from './programs.ts'

export interface Resource {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    annotations?: Record<string, string>
    labels?: Record<string, string>
  }
  spec: Record<string, unknown>
  data?: Record<string, string>
}

interface Source {
  repoURL: string
  targetRevision: string
  path?: string
  chart?: string
  ref?: string
  helm?: { valueFiles?: string[]; ignoreMissingValueFiles?: boolean; valuesObject?: Record<string, unknown> }
}

export interface Application extends Resource {
  spec: {
    project: string
    destination: { namespace: string }
    source?: Source
    sources?: Source[]
  }
}

/** The charts of ops/charts that can be installed; the others lend their templates. */
export const ownCharts = readdirSync(join(ops, 'charts')).filter((name) =>
  existsSync(join(ops, 'charts', name, 'Chart.yaml')),
)

/** Renders a chart as Argo CD does: value files first, then values given in the Application. */
export async function render(
  chart: string,
  options: { release: string; namespace: string; valueFiles?: string[]; values?: unknown },
): Promise<Resource[]> {
  const { exitCode, stdout, stderr } = await run(
    [
      'helm',
      'template',
      options.release,
      chart,
      '--namespace',
      options.namespace,
      ...(options.valueFiles ?? []).flatMap((file) => ['--values', file]),
      '--values',
      '-',
    ],
    { input: JSON.stringify(options.values ?? {}) },
  )
  if (exitCode !== 0) throw new Error(`helm template ${chart}: ${stderr}`)
  return parseAllDocuments(stdout)
    .map((document) => document.toJS() as Resource | null)
    .filter((resource) => resource !== null)
}

/** What the root Application of an environment makes. */
export async function renderApplications(environment: string): Promise<Application[]> {
  const chart = join(ops, 'environments', environment, '05_applications')
  const resources = await render(chart, { release: 'root', namespace: 'argocd' })
  return resources as Application[]
}

/** All of an Application's sources. */
export function sourcesOf({ spec }: Application): Source[] {
  return spec.sources ?? (spec.source === undefined ? [] : [spec.source])
}

/** The source of an Application that is one of our own charts. */
export function ownChart(application: Application): Source | undefined {
  return sourcesOf(application).find(({ path }) => path !== undefined)
}

/** What an Application of our own charts makes; its image has the tag of a release. */
export function renderApplication(application: Application): Promise<Resource[]> {
  const source = ownChart(application)
  if (source?.path === undefined)
    throw new Error(`${application.metadata.name} has no chart in the repository`)
  const values = source.helm?.valuesObject ?? {}
  return render(join(root, source.path), {
    release: application.metadata.name,
    namespace: application.spec.destination.namespace,
    // Before the first release there is no release file.
    valueFiles: (source.helm?.valueFiles ?? [])
      .map((file) => join(root, file.replace(/^\$\w+\//, '')))
      .filter((file) => !file.includes('/releases/')),
    values: source.path.startsWith('dev/') ? { ...values, image: { tag: 'abc123' } } : values,
  })
}
