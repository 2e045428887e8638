import { field, isRecord, textField } from '@gitops-example/kit/json/fields'
import { sameJson } from '@gitops-example/kit/json/same-json'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { Application, IgnoreDifferences, RequestedOperation, RetryPolicy } from './application.ts'
import { controlNamespace } from './application.ts'
import { parseDuration } from './parse-duration.ts'
import { parseSources } from './parse-sources.ts'
import { parseSyncOptions } from './parse-sync-options.ts'
import { StrictRecord } from './strict-record.ts'

export interface ParsedApplication {
  application: Application
  /** Why it cannot be synced, each naming the field; empty when it can. */
  problems: string[]
  /** Those among them for which what it renders to cannot be known. */
  sourceProblems: string[]
}

/** Argo CD's, for Applications without a policy of their own. */
const defaultRetry: RetryPolicy = { limit: 5, backoffMs: 5000, factor: 2, maxBackoffMs: 180_000 }

const localServer = 'https://kubernetes.default.svc'

/** Reads an Application strictly: a field that sync does not support is a problem, never ignored. */
export function parseApplication(object: KubeObject): ParsedApplication {
  const problems: string[] = []
  const { metadata } = object
  const annotations = metadata.annotations ?? {}
  const spec = new StrictRecord(object.spec, 'spec', problems).only([
    'project',
    'source',
    'sources',
    'destination',
    'syncPolicy',
    'ignoreDifferences',
    'revisionHistoryLimit',
    'info',
  ])
  const namespace = metadata.namespace ?? ''
  if (namespace !== controlNamespace) {
    problems.push(`metadata.namespace must be ${controlNamespace}: Applications elsewhere are not synced`)
  }
  const { sources, multiSource, problems: sourceProblems } = parseSources(object.spec)
  problems.push(...sourceProblems)
  for (const [index, { chart }] of sources.entries()) {
    if (chart === undefined) continue
    const path = multiSource ? `spec.sources[${index}]` : 'spec.source'
    problems.push(`${path}.chart is not supported: no chart repository is reached`)
  }
  const destination = spec.record('destination').only(['server', 'name', 'namespace'])
  const server = destination.text('server')
  const cluster = destination.text('name')
  if (server !== undefined && server !== localServer) {
    problems.push(`spec.destination.server ${server} is not supported: it must be ${localServer}`)
  }
  if (cluster !== undefined && cluster !== 'in-cluster') {
    problems.push(`spec.destination.name ${cluster} is not supported: it must be in-cluster`)
  }
  if (server !== undefined && cluster !== undefined) {
    problems.push('spec.destination has both server and name: set one of them')
  }
  if (server === undefined && cluster === undefined) problems.push('spec.destination.server is missing')

  const policy = spec
    .record('syncPolicy')
    .only(['automated', 'syncOptions', 'retry', 'managedNamespaceMetadata'])
  const automated = policy.record('automated').only(['prune', 'selfHeal', 'allowEmpty', 'enabled'])
  const automatedOn = policy.has('automated') && automated.flag('enabled') !== false
  const namespaceMetadata = policy.record('managedNamespaceMetadata').only(['labels', 'annotations'])
  const refresh = annotations['argocd.argoproj.io/refresh']

  const application: Application = {
    name: metadata.name,
    namespace,
    uid: metadata.uid ?? '',
    deleting: metadata.deletionTimestamp !== undefined,
    finalizers: metadata.finalizers ?? [],
    project: spec.text('project') || 'default',
    sources,
    multiSource,
    destinationNamespace: destination.text('namespace') ?? '',
    automated: automatedOn
      ? {
          prune: automated.flag('prune') ?? false,
          selfHeal: automated.flag('selfHeal') ?? false,
          allowEmpty: automated.flag('allowEmpty') ?? false,
        }
      : undefined,
    syncOptions: {
      ...parseSyncOptions(policy.texts('syncOptions'), problems),
      namespaceLabels: namespaceMetadata.textMap('labels'),
      namespaceAnnotations: namespaceMetadata.textMap('annotations'),
    },
    retry: policy.has('retry') ? parseRetry(policy.record('retry')) : defaultRetry,
    ignoreDifferences: spec.records('ignoreDifferences').map(parseIgnoreDifferences),
    revisionHistoryLimit: spec.integer('revisionHistoryLimit') ?? 10,
    generatePaths: annotations['argocd.argoproj.io/manifest-generate-paths'],
    // As strconv.ParseBool reads it; Argo CD takes anything else for a no.
    skipsReconcile: /^(1|t|T|true|True|TRUE)$/.test(annotations['argocd.argoproj.io/skip-reconcile'] ?? ''),
    refresh: refresh === 'hard' ? 'hard' : refresh === undefined ? undefined : 'normal',
    operation: isRecord(object.operation) ? parseOperation(object.operation, object.spec) : undefined,
  }
  return { application, problems, sourceProblems }
}

function parseRetry(retry: StrictRecord): RetryPolicy {
  // Of `refresh` nothing is left to do: a newer commit takes the place of a sync that is being tried again.
  retry.only(['limit', 'backoff', 'refresh'])
  const backoff = retry.record('backoff').only(['duration', 'factor', 'maxDuration'])
  const duration = (name: string, fallback: number) => {
    const text = backoff.text(name)
    const ms = text === undefined ? fallback : parseDuration(text)
    if (ms === undefined) backoff.problem(`${backoff.path}.${name} is not a duration such as 5s: ${text}`)
    return ms ?? fallback
  }
  return {
    limit: retry.integer('limit') ?? 0,
    backoffMs: duration('duration', 5000),
    factor: backoff.integer('factor') ?? 2,
    maxBackoffMs: duration('maxDuration', 180_000),
  }
}

function parseIgnoreDifferences(entry: StrictRecord): IgnoreDifferences {
  entry.only(['group', 'kind', 'name', 'namespace', 'jsonPointers', 'managedFieldsManagers'])
  return {
    group: entry.text('group') ?? '',
    kind: entry.text('kind') ?? '*',
    name: entry.text('name'),
    namespace: entry.text('namespace'),
    jsonPointers: entry.texts('jsonPointers'),
    managers: entry.texts('managedFieldsManagers'),
  }
}

function parseOperation(raw: unknown, spec: unknown): RequestedOperation {
  const problems: string[] = []
  const operation = new StrictRecord(raw, 'operation', problems).only([
    'sync',
    'initiatedBy',
    'info',
    'retry',
  ])
  if (!operation.has('sync')) problems.push('operation.sync is missing')
  const sync = operation
    .record('sync')
    .only(['revision', 'prune', 'resources', 'syncOptions', 'syncStrategy', 'source', 'sources'])
  // Argo CD's own clients repeat the source that the Application has.
  for (const name of ['source', 'sources']) {
    if (sync.has(name) && !sameJson(sync.raw(name), field(spec, name))) {
      problems.push(`${sync.path}.${name} is not supported where it differs from spec.${name}`)
    }
  }
  parseSyncOptions(sync.texts('syncOptions'), problems)
  const strategy = sync.record('syncStrategy').only(['hook', 'apply'])
  for (const name of ['hook', 'apply']) {
    if (field(strategy.raw(name), 'force') === true) {
      problems.push(`operation.sync.syncStrategy.${name}.force is not supported`)
    }
  }
  if (strategy.has('apply'))
    problems.push('operation.sync.syncStrategy.apply is not supported: hooks always run')
  return {
    revision: sync.text('revision'),
    prune: sync.flag('prune') ?? false,
    resources: sync.records('resources').map((resource) => {
      resource.only(['group', 'kind', 'namespace', 'name'])
      return {
        group: resource.text('group') ?? '',
        kind: resource.text('kind') ?? '',
        namespace: resource.text('namespace'),
        name: resource.text('name') ?? '',
      }
    }),
    syncOptions: sync.texts('syncOptions'),
    retry: operation.has('retry') ? parseRetry(operation.record('retry')) : { ...defaultRetry, limit: 0 },
    username: textField(raw, 'initiatedBy', 'username') ?? '',
    problems,
    raw,
  }
}
