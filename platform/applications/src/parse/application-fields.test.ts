import { isRecord } from '@gitops-example/kit/json/fields'
import { expect, it } from 'vitest'
import { parseApplication } from './parse-application.ts'

/**
 * Every field that a person may set on an Application, from the definition that Argo CD 3.3.0 installs
 * (manifests/crds/application-crd.yaml), with a value that means something.
 */
const helm = { releaseName: 'web' }
const fields: Record<string, unknown> = {
  'spec.project': 'team',
  'spec.destination.name': 'in-cluster',
  'spec.destination.namespace': 'web',
  'spec.destination.server': 'https://other',
  'spec.ignoreDifferences.0.group': 'apps',
  'spec.ignoreDifferences.0.jqPathExpressions': ['.spec'],
  'spec.ignoreDifferences.0.jsonPointers': ['/spec'],
  'spec.ignoreDifferences.0.kind': 'Deployment',
  'spec.ignoreDifferences.0.managedFieldsManagers': ['kubectl'],
  'spec.ignoreDifferences.0.name': 'web',
  'spec.ignoreDifferences.0.namespace': 'web',
  'spec.revisionHistoryLimit': 3,
  'spec.source.chart': 'web',
  'spec.source.directory.exclude': 'a*',
  'spec.source.directory.include': 'a*',
  'spec.source.directory.jsonnet.libs': ['vendor'],
  'spec.source.directory.jsonnet.extVars': [{ name: 'a', value: 'b' }],
  'spec.source.directory.jsonnet.tlas': [{ name: 'a', value: 'b' }],
  'spec.source.directory.recurse': true,
  'spec.source.helm.apiVersions': ['v1'],
  'spec.source.helm.fileParameters': [{ name: 'a', path: 'b' }],
  'spec.source.helm.ignoreMissingValueFiles': true,
  'spec.source.helm.kubeVersion': '1.30.0',
  'spec.source.helm.namespace': 'web',
  'spec.source.helm.parameters': [{ name: 'a', value: 'b', forceString: true }],
  'spec.source.helm.passCredentials': true,
  'spec.source.helm.releaseName': 'other',
  'spec.source.helm.skipCrds': true,
  'spec.source.helm.skipSchemaValidation': true,
  'spec.source.helm.skipTests': true,
  'spec.source.helm.valueFiles': ['values.yaml'],
  'spec.source.helm.values': 'a: b',
  'spec.source.helm.valuesObject': { a: 'b' },
  'spec.source.helm.version': 'v2',
  'spec.source.kustomize.namePrefix': 'a-',
  'spec.source.plugin.name': 'other',
  'spec.source.path': 'other',
  'spec.source.ref': 'values',
  'spec.source.repoURL': 'https://example.test/other.git',
  'spec.source.targetRevision': 'v1',
  'spec.sources': [{ repoURL: 'https://example.test/other.git', path: 'other' }],
  'spec.sourceHydrator.drySource.path': 'other',
  'spec.syncPolicy.automated.allowEmpty': true,
  'spec.syncPolicy.automated.enabled': false,
  'spec.syncPolicy.automated.prune': true,
  'spec.syncPolicy.automated.selfHeal': true,
  'spec.syncPolicy.managedNamespaceMetadata.annotations': { a: 'b' },
  'spec.syncPolicy.managedNamespaceMetadata.labels': { a: 'b' },
  'spec.syncPolicy.retry.backoff.duration': '7s',
  'spec.syncPolicy.retry.backoff.factor': 7,
  'spec.syncPolicy.retry.backoff.maxDuration': '7m',
  'spec.syncPolicy.retry.limit': 7,
  'spec.syncPolicy.syncOptions': ['CreateNamespace=true'],
  'operation.initiatedBy.username': 'me',
  'operation.retry.backoff.duration': '7s',
  'operation.retry.backoff.factor': 7,
  'operation.retry.backoff.maxDuration': '7m',
  'operation.retry.limit': 7,
  'operation.sync.autoHealAttemptsCount': 1,
  'operation.sync.dryRun': true,
  'operation.sync.manifests': ['kind: Pod'],
  'operation.sync.prune': true,
  'operation.sync.resources': [{ group: 'apps', kind: 'Deployment', name: 'web', namespace: 'web' }],
  'operation.sync.revision': 'v1',
  'operation.sync.revisions': ['v1'],
  'operation.sync.source': { repoURL: 'https://example.test/app.git', path: 'other' },
  'operation.sync.sources': [{ repoURL: 'https://example.test/app.git', path: 'other' }],
  'operation.sync.syncOptions': ['Prune=false'],
  'operation.sync.syncStrategy.apply.force': true,
  'operation.sync.syncStrategy.hook.force': true,
}

/** What only people read, and what is always as it says. */
const shown: Record<string, unknown> = {
  'spec.info': [{ name: 'Owner', value: 'team' }],
  'spec.source.name': 'app',
  'spec.syncPolicy.retry.refresh': true,
  'operation.info': [{ name: 'Reason', value: 'asked' }],
  'operation.initiatedBy.automated': true,
  'operation.retry.refresh': true,
  'operation.sync.source': { repoURL: 'https://example.test/app.git', path: 'app', helm },
}

it.each(Object.entries(fields))('heeds %s, or refuses it by name', (path, value) => {
  const [before, after] = [parse({}), parse({ [path]: value })]
  const named = path.replace(/\.0\b/, '[0]')
  const refusal = after.problems.find((problem) => named.startsWith(/^[\w.[\]]+/.exec(problem)?.[0] ?? '-'))
  if (refusal === undefined) expect(after.read).not.toEqual(before.read)
  else expect(after.problems).not.toEqual(before.problems)
})

it.each(Object.entries(shown))('takes %s and does nothing else for it', (path, value) => {
  expect(parse({ [path]: value })).toEqual(parse({}))
})

/** What an Application is read as when some fields are set. */
function parse(set: Record<string, unknown>) {
  const object: Record<string, unknown> = {
    spec: {
      project: 'default',
      source: { repoURL: 'https://example.test/app.git', path: 'app', helm },
      destination: { server: 'https://kubernetes.default.svc' },
      syncPolicy: { automated: {}, retry: {} },
      ignoreDifferences: [{}],
    },
    operation: { sync: {}, retry: {} },
  }
  for (const [path, value] of Object.entries(set)) assign(object, path.split('.'), value)
  const { application, problems } = parseApplication({
    ...object,
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'app', namespace: 'argocd' },
  })
  const { sources, operation, ...rest } = application
  return {
    problems: [...problems, ...(operation?.problems ?? [])],
    read: {
      ...rest,
      sources: sources.map(({ raw: _, ...source }) => source),
      operation: { ...operation, raw: undefined },
    },
  }
}

function assign(target: unknown, [name = '', ...rest]: string[], value: unknown): void {
  if (Array.isArray(target)) assign(target[Number(name)], rest, value)
  if (!isRecord(target)) return
  if (rest.length === 0) target[name] = value
  else {
    target[name] ??= {}
    assign(target[name], rest, value)
  }
}
