/** One Application as sync works with it: parsed once, complete with defaults. */
export interface Application {
  name: string
  namespace: string
  uid: string
  /** Set by `kubectl delete`; the finalizers decide what goes with it. */
  deleting: boolean
  finalizers: string[]
  project: string
  sources: ApplicationSource[]
  /** Whether `spec.sources` was used; decides which fields of the status are written. */
  multiSource: boolean
  destinationNamespace: string
  automated: AutomatedSync | undefined
  syncOptions: SyncOptions
  retry: RetryPolicy
  ignoreDifferences: IgnoreDifferences[]
  revisionHistoryLimit: number
  generatePaths: string | undefined
  /** Nothing is done for it, not even a deletion. */
  skipsReconcile: boolean
  refresh: 'normal' | 'hard' | undefined
  operation: RequestedOperation | undefined
}

export interface ApplicationSource {
  repoURL: string
  targetRevision: string
  path: string
  /** Of a chart repository or an OCI registry at `repoURL`, in place of `path`. */
  chart: string | undefined
  /** A source that only lends its files to the others, as `$ref/...`. */
  ref: string | undefined
  helm: HelmSource | undefined
  directory: DirectorySource | undefined
  /** As written, for the status. */
  raw: unknown
}

export interface HelmSource {
  releaseName: string | undefined
  namespace: string | undefined
  valueFiles: string[]
  ignoreMissingValueFiles: boolean
  /** `values`, then `valuesObject`, as YAML; undefined when there are none. */
  values: string | undefined
  parameters: { name: string; value: string; forceString: boolean }[]
  skipCrds: boolean
  skipTests: boolean
  skipSchemaValidation: boolean
  kubeVersion: string | undefined
  apiVersions: string[]
}

export interface DirectorySource {
  recurse: boolean
  include: string | undefined
  exclude: string | undefined
}

export interface AutomatedSync {
  prune: boolean
  selfHeal: boolean
  allowEmpty: boolean
}

export interface SyncOptions {
  createNamespace: boolean
  prune: boolean
  pruneLast: boolean
  replace: boolean
  validate: boolean
  applyOutOfSyncOnly: boolean
  respectIgnoreDifferences: boolean
  /** Kinds that the cluster does not serve yet will be there in time. */
  skipDryRunOnMissingResource: boolean
  /** Labels and annotations for a namespace that `createNamespace` makes. */
  namespaceLabels: Record<string, string>
  namespaceAnnotations: Record<string, string>
}

export interface RetryPolicy {
  /** Retries after the first attempt; negative for no limit. */
  limit: number
  backoffMs: number
  factor: number
  maxBackoffMs: number
}

export interface IgnoreDifferences {
  group: string
  kind: string
  name: string | undefined
  namespace: string | undefined
  jsonPointers: string[]
  managers: string[]
}

/** What a user asked for by the Application's `operation` field. */
export interface RequestedOperation {
  revision: string | undefined
  prune: boolean
  /** Only these resources; all when empty. */
  resources: { group: string; kind: string; namespace: string | undefined; name: string }[]
  syncOptions: string[]
  /** Without one in the request, no retry: the Application's own policy is for automated syncs. */
  retry: RetryPolicy
  username: string
  /** What of it is not supported, by name. */
  problems: string[]
  raw: unknown
}

/** The name that Argo CD writes into tracking ids and hands to Helm. */
export function instanceName(application: Pick<Application, 'name' | 'namespace'>): string {
  const { name, namespace } = application
  return namespace === controlNamespace ? name : `${namespace}_${name}`
}

/** Where Applications live. */
export const controlNamespace = 'argocd'
