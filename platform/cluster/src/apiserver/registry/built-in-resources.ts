import type { Resource } from '../../machinery/resource.ts'

type Trait = 'status' | 'scale' | 'generation' | 'cluster' | 'all'

interface Row {
  kind: string
  plural: string
  short?: string[]
  traits?: Trait[]
}

const table: { [groupVersion: string]: Row[] } = {
  v1: [
    { kind: 'ConfigMap', plural: 'configmaps', short: ['cm'] },
    { kind: 'Event', plural: 'events', short: ['ev'] },
    { kind: 'LimitRange', plural: 'limitranges', short: ['limits'] },
    { kind: 'Namespace', plural: 'namespaces', short: ['ns'], traits: ['cluster', 'status'] },
    { kind: 'Node', plural: 'nodes', short: ['no'], traits: ['cluster', 'status'] },
    {
      kind: 'PersistentVolumeClaim',
      plural: 'persistentvolumeclaims',
      short: ['pvc'],
      traits: ['status'],
    },
    { kind: 'Pod', plural: 'pods', short: ['po'], traits: ['all', 'status', 'generation'] },
    { kind: 'ResourceQuota', plural: 'resourcequotas', short: ['quota'], traits: ['status'] },
    { kind: 'Secret', plural: 'secrets' },
    { kind: 'ServiceAccount', plural: 'serviceaccounts', short: ['sa'] },
    { kind: 'Service', plural: 'services', short: ['svc'], traits: ['all', 'status'] },
  ],
  'apps/v1': [
    { kind: 'ControllerRevision', plural: 'controllerrevisions' },
    {
      kind: 'Deployment',
      plural: 'deployments',
      short: ['deploy'],
      traits: ['all', 'status', 'scale', 'generation'],
    },
    {
      kind: 'ReplicaSet',
      plural: 'replicasets',
      short: ['rs'],
      traits: ['all', 'status', 'scale', 'generation'],
    },
    {
      kind: 'StatefulSet',
      plural: 'statefulsets',
      short: ['sts'],
      traits: ['all', 'status', 'scale', 'generation'],
    },
  ],
  'autoscaling/v2': [
    {
      kind: 'HorizontalPodAutoscaler',
      plural: 'horizontalpodautoscalers',
      short: ['hpa'],
      traits: ['all', 'status'],
    },
  ],
  'batch/v1': [
    { kind: 'CronJob', plural: 'cronjobs', short: ['cj'], traits: ['all', 'status', 'generation'] },
    { kind: 'Job', plural: 'jobs', traits: ['all', 'status', 'generation'] },
  ],
  'coordination.k8s.io/v1': [{ kind: 'Lease', plural: 'leases' }],
  'discovery.k8s.io/v1': [{ kind: 'EndpointSlice', plural: 'endpointslices', traits: ['generation'] }],
  'networking.k8s.io/v1': [
    { kind: 'Ingress', plural: 'ingresses', short: ['ing'], traits: ['status', 'generation'] },
    { kind: 'IngressClass', plural: 'ingressclasses', traits: ['cluster', 'generation'] },
    { kind: 'NetworkPolicy', plural: 'networkpolicies', short: ['netpol'], traits: ['generation'] },
  ],
  'policy/v1': [
    {
      kind: 'PodDisruptionBudget',
      plural: 'poddisruptionbudgets',
      short: ['pdb'],
      traits: ['status', 'generation'],
    },
  ],
  'rbac.authorization.k8s.io/v1': [
    { kind: 'ClusterRole', plural: 'clusterroles', traits: ['cluster'] },
    { kind: 'ClusterRoleBinding', plural: 'clusterrolebindings', traits: ['cluster'] },
    { kind: 'Role', plural: 'roles' },
    { kind: 'RoleBinding', plural: 'rolebindings' },
  ],
  'scheduling.k8s.io/v1': [
    { kind: 'PriorityClass', plural: 'priorityclasses', short: ['pc'], traits: ['cluster'] },
  ],
  'storage.k8s.io/v1': [
    { kind: 'StorageClass', plural: 'storageclasses', short: ['sc'], traits: ['cluster'] },
  ],
  'apiextensions.k8s.io/v1': [
    {
      kind: 'CustomResourceDefinition',
      plural: 'customresourcedefinitions',
      short: ['crd', 'crds'],
      traits: ['cluster', 'status', 'generation'],
    },
  ],
}

/** Every resource that is there without a CustomResourceDefinition. */
export function builtInResources(): Resource[] {
  return Object.entries(table).flatMap(([groupVersion, rows]) => {
    const [version = '', group = ''] = groupVersion.split('/').reverse()
    return rows.map((row) => fromRow(group, version, row))
  })
}

function fromRow(group: string, version: string, { kind, plural, short = [], traits = [] }: Row): Resource {
  return {
    group,
    version,
    resource: plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: !traits.includes('cluster'),
    shortNames: short,
    categories: traits.includes('all') ? ['all'] : [],
    hasStatus: traits.includes('status'),
    hasScale: traits.includes('scale'),
    hasGeneration: traits.includes('generation'),
  }
}
