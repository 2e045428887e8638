import { isGlob } from '@gitops-example/kit/glob'
import { isRecord } from '@gitops-example/kit/json/fields'
import { stringify } from 'yaml'
import type { ApplicationSource, DirectorySource, HelmSource } from './application.ts'
import { StrictRecord } from './strict-record.ts'

export interface ParsedSources {
  sources: ApplicationSource[]
  /** Whether `spec.sources` was used. */
  multiSource: boolean
  /** Why what they render to cannot be known, each naming the field. */
  problems: string[]
}

/** `name` is only shown. */
const sourceFields = ['repoURL', 'targetRevision', 'path', 'ref', 'chart', 'helm', 'directory', 'name']

/** The sources of an Application's `spec`. */
export function parseSources(spec: unknown): ParsedSources {
  const problems: string[] = []
  const record = new StrictRecord(isRecord(spec) ? spec : {}, 'spec', problems)
  const several = record.records('sources')
  // An empty list is none, as in Argo CD.
  const multiSource = several.length > 0
  if (multiSource === record.has('source')) problems.push('spec needs one of source and sources')
  const sources = multiSource ? several : [record.record('source')]
  return { sources: sources.map(parseSource), multiSource, problems }
}

/** One entry of `spec.sources`, or `spec.source`. */
function parseSource(source: StrictRecord): ApplicationSource {
  source.only(sourceFields)
  const repoURL = source.text('repoURL')
  if (repoURL === undefined) source.problem(`${source.path}.repoURL is missing`)
  const path = source.text('path') || undefined
  const ref = source.text('ref')
  const chart = source.text('chart')
  if (path === undefined && ref === undefined && chart === undefined) {
    source.problem(`${source.path}.path is missing`)
  }
  if (source.has('helm') && source.has('directory')) {
    source.problem(`${source.path} has both helm and directory: a source is one of them`)
  }
  return {
    repoURL: repoURL ?? '',
    targetRevision: source.text('targetRevision') ?? 'HEAD',
    path: path ?? '',
    chart,
    ref,
    helm: source.has('helm') ? parseHelm(source.record('helm')) : undefined,
    directory: source.has('directory') ? parseDirectory(source.record('directory')) : undefined,
    raw: Object.fromEntries(
      sourceFields.flatMap((name) => (source.has(name) ? [[name, source.raw(name)]] : [])),
    ),
  }
}

function parseHelm(helm: StrictRecord): HelmSource {
  helm.only([
    'releaseName',
    'namespace',
    'valueFiles',
    'ignoreMissingValueFiles',
    'values',
    'valuesObject',
    'parameters',
    'skipCrds',
    'skipTests',
    'skipSchemaValidation',
    'kubeVersion',
    'apiVersions',
    'version',
  ])
  const version = helm.text('version')
  if (version !== undefined && version !== 'v3') {
    helm.problem(`${helm.path}.version ${version} is not supported: only v3 charts are`)
  }
  // As in Argo CD, the object wins over the text.
  const values = helm.has('valuesObject') ? stringify(helm.raw('valuesObject')) : helm.text('values')
  return {
    releaseName: helm.text('releaseName'),
    namespace: helm.text('namespace'),
    valueFiles: helm.texts('valueFiles'),
    ignoreMissingValueFiles: helm.flag('ignoreMissingValueFiles') ?? false,
    values: values === '' ? undefined : values,
    parameters: helm.records('parameters').map((parameter) => {
      parameter.only(['name', 'value', 'forceString'])
      const name = parameter.text('name')
      if (name === undefined) parameter.problem(`${parameter.path}.name is missing`)
      return {
        name: name ?? '',
        value: parameter.text('value') ?? '',
        forceString: parameter.flag('forceString') ?? false,
      }
    }),
    skipCrds: helm.flag('skipCrds') ?? false,
    skipTests: helm.flag('skipTests') ?? false,
    skipSchemaValidation: helm.flag('skipSchemaValidation') ?? false,
    kubeVersion: helm.text('kubeVersion'),
    apiVersions: helm.texts('apiVersions'),
  }
}

function parseDirectory(directory: StrictRecord): DirectorySource {
  directory.only(['recurse', 'include', 'exclude'])
  for (const name of ['include', 'exclude']) {
    const pattern = directory.text(name)
    // Argo CD includes nothing by it, or excludes nothing.
    if (pattern !== undefined && !isGlob(pattern)) {
      directory.problem(`${directory.path}.${name} is not a pattern such as *.yaml: ${pattern}`)
    }
  }
  return {
    recurse: directory.flag('recurse') ?? false,
    // Empty is none.
    include: directory.text('include') || undefined,
    exclude: directory.text('exclude') || undefined,
  }
}
