import { isDeletedAsCollection, type Resource } from '../../machinery/resource.ts'
import { subresourcesOf } from '../http/subresources/subresources.ts'
import type { Resources } from '../registry/resources.ts'

/** One row of discovery: a resource or a subresource (`pods/log`) with its verbs. */
export interface DiscoveredResource {
  name: string
  singularName: string
  namespaced: boolean
  kind: string
  verbs: readonly string[]
  shortNames?: readonly string[]
  categories?: readonly string[]
  /** Where it differs from the version that the row stands in. */
  group?: string
  version?: string
}

/** A version of a group with everything that is served in it. */
export interface ApiVersion {
  group: string
  version: string
  resources: readonly DiscoveredResource[]
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

/** Every version of every group, the preferred version of a group first. */
export function apiVersions(resources: Resources, virtual: readonly ApiVersion[]): ApiVersion[] {
  const versions = new Map<string, { group: string; version: string; resources: DiscoveredResource[] }>()
  const versionOf = (group: string, version: string) => {
    const key = `${group}/${version}`
    const known = versions.get(key) ?? { group, version, resources: [] }
    versions.set(key, known)
    return known
  }
  for (const resource of resources.served()) {
    versionOf(resource.group, resource.version).resources.push(...rowsOf(resource))
  }
  for (const { group, version, resources: rows } of virtual) versionOf(group, version).resources.push(...rows)
  return [...versions.values()].sort(byPreference)
}

function rowsOf(resource: Resource): DiscoveredResource[] {
  const { resource: name, singular, namespaced, kind, shortNames, categories } = resource
  const own: DiscoveredResource = {
    name,
    singularName: singular,
    namespaced,
    kind,
    verbs: isDeletedAsCollection(resource) ? verbs : verbs.filter((verb) => verb !== 'deletecollection'),
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
  }
  const shown = Object.entries(subresourcesOf(resource)).filter(([, { isHidden }]) => !isHidden)
  const below = shown.map(([subresource, { discovery, methods }]) => ({
    name: `${name}/${subresource}`,
    singularName: '',
    namespaced,
    kind,
    ...discovery,
    verbs: Object.keys(methods).map((method) => verbOf[method] ?? method.toLowerCase()),
  }))
  return [own, ...below]
}

const verbOf: { [method: string]: string } = { GET: 'get', PUT: 'update', PATCH: 'patch', POST: 'create' }

/** Groups by name, the core group first; stable versions before betas, and newer ones before older ones. */
function byPreference(a: ApiVersion, b: ApiVersion): number {
  if (a.group !== b.group) return a.group < b.group ? -1 : 1
  return versionRank(b.version) - versionRank(a.version) || (a.version < b.version ? -1 : 1)
}

/** The order of versions in Kubernetes ("Version priority" of CustomResourceDefinitions), as one number. */
function versionRank(version: string): number {
  const match = /^v(\d{1,4})(?:(alpha|beta)(\d{1,4}))?$/.exec(version)
  if (match === null) return -1
  const [, major = '0', stage, minor = '0'] = match
  const stageRank = stage === undefined ? 2 : stage === 'beta' ? 1 : 0
  return stageRank * 1e8 + Number(major) * 1e4 + Number(minor)
}
