import { StrictRecord } from '@gitops-example/applications/parse/strict-record'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'

export interface GroupKind {
  group: string
  kind: string
}

/** An AppProject: what its Applications may read and where they may write. */
export interface Project {
  name: string
  sourceRepos: string[]
  destinations: { server: string | undefined; cluster: string | undefined; namespace: string }[]
  /** Undefined lists say nothing; see `allowsKind`. */
  clusterAllowed: GroupKind[]
  clusterDenied: GroupKind[]
  namespacedAllowed: GroupKind[] | undefined
  namespacedDenied: GroupKind[]
}

/** As Argo CD makes it: everything is allowed. */
export const defaultProject: Project = {
  name: 'default',
  sourceRepos: ['*'],
  destinations: [{ server: '*', cluster: undefined, namespace: '*' }],
  clusterAllowed: [{ group: '*', kind: '*' }],
  clusterDenied: [],
  namespacedAllowed: undefined,
  namespacedDenied: [],
}

/** `problems` names what is not supported. Roles are for Argo CD's own users and change nothing here. */
export function parseProject(object: KubeObject): { project: Project; problems: string[] } {
  const problems: string[] = []
  const { name } = object.metadata
  const spec = new StrictRecord(object.spec, `AppProject ${name}: spec`, problems).only([
    'description',
    'sourceRepos',
    'destinations',
    'clusterResourceWhitelist',
    'clusterResourceBlacklist',
    'namespaceResourceWhitelist',
    'namespaceResourceBlacklist',
    'roles',
    'sourceNamespaces',
  ])
  const kinds = (list: string) =>
    spec.records(list).map((entry) => {
      entry.only(['group', 'kind'])
      return { group: entry.text('group') ?? '', kind: entry.text('kind') ?? '' }
    })
  const project: Project = {
    name,
    sourceRepos: spec.texts('sourceRepos'),
    destinations: spec.records('destinations').map((entry) => {
      entry.only(['server', 'name', 'namespace'])
      return {
        server: entry.text('server'),
        cluster: entry.text('name'),
        namespace: entry.text('namespace') ?? '*',
      }
    }),
    clusterAllowed: kinds('clusterResourceWhitelist'),
    clusterDenied: kinds('clusterResourceBlacklist'),
    namespacedAllowed: spec.has('namespaceResourceWhitelist')
      ? kinds('namespaceResourceWhitelist')
      : undefined,
    namespacedDenied: kinds('namespaceResourceBlacklist'),
  }
  return { project, problems }
}
