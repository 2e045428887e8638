import { GitopsError } from '@gitops-example/kit/errors'

/** What `plan` reads of an Argo CD Application (argoproj.io/v1alpha1): how its manifests are made. */
export interface ApplicationSource {
  application: string
  namespace: string
  /** The chart's folder from the root of the repository; absent for a chart from elsewhere. */
  path?: string
  /** Values files from the root of the repository, in order. */
  valueFiles: string[]
  /** Values in the Application itself, as YAML or JSON. */
  values?: string
  parameters: { name: string; value: string; forceString?: boolean }[]
}

interface Source {
  path?: string
  chart?: string
  ref?: string
  helm?: {
    valueFiles?: string[]
    values?: string
    valuesObject?: unknown
    parameters?: { name: string; value: string; forceString?: boolean }[]
    releaseName?: string
  }
}

interface Application {
  kind?: string
  metadata?: { name?: string }
  spec?: { source?: Source; sources?: Source[]; destination?: { namespace?: string } }
}

/** The charts of an Application, from its parsed manifest; empty for any other object. */
export function applicationSources(object: unknown): ApplicationSource[] {
  const { kind, metadata, spec } = object as Application
  if (kind !== 'Application' || metadata?.name === undefined) return []
  const application = metadata.name
  const sources = spec?.sources ?? (spec?.source === undefined ? [] : [spec.source])
  return sources
    .filter(({ path, chart }) => path !== undefined || chart !== undefined)
    .map(({ path, helm = {} }) => ({
      application: helm.releaseName ?? application,
      namespace: spec?.destination?.namespace ?? 'default',
      ...(path === undefined ? {} : { path }),
      valueFiles: (helm.valueFiles ?? []).map((file) => fromRoot(file, path ?? '', application)),
      ...valuesOf(helm),
      parameters: helm.parameters ?? [],
    }))
}

function valuesOf({ valuesObject, values }: NonNullable<Source['helm']>): { values?: string } {
  // Argo CD lets valuesObject win (docs, user-guide/helm).
  if (valuesObject !== undefined) return { values: JSON.stringify(valuesObject) }
  return values === undefined ? {} : { values }
}

/** `/from/root`, `$ref/from/root` and paths relative to the chart, as Argo CD resolves them. */
function fromRoot(file: string, chart: string, application: string): string {
  const text = file.replace(/^\$[\w-]+\//, '/')
  const parts = text.startsWith('/') ? [] : chart.split('/')
  for (const part of text.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) {
        throw new GitopsError(
          'path-leaves-repository',
          `Application ${application}: ${file} is outside of the repository.`,
        )
      }
    } else if (part !== '' && part !== '.') {
      parts.push(part)
    }
  }
  return parts.join('/')
}
