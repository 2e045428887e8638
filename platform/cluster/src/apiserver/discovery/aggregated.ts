import type { ApiVersion, DiscoveredResource } from './api-version.ts'

/** `APIGroupDiscoveryList`: all groups with all their resources (Kubernetes: API Concepts, "Aggregated discovery"). */
export function aggregatedGroups(versions: readonly ApiVersion[], apiVersion: 'v2' | 'v2beta1'): object {
  const groups = Map.groupBy(versions, ({ group }) => group)
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${apiVersion}`,
    metadata: {},
    items: [...groups].map(([name, ofGroup]) => ({
      metadata: { ...(name !== '' && { name }), creationTimestamp: null },
      versions: ofGroup.map((one) => ({
        version: one.version,
        resources: resourcesOf(one),
        freshness: 'Current',
      })),
    })),
  }
}

function resourcesOf(one: ApiVersion): object[] {
  return one.resources
    .filter(({ name }) => !name.includes('/'))
    .map((row) => ({
      resource: row.name,
      responseKind: responseKind(one, row),
      scope: row.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: row.singularName,
      verbs: row.verbs,
      ...(row.shortNames && { shortNames: row.shortNames }),
      ...(row.categories && { categories: row.categories }),
      subresources: one.resources
        .filter(({ name }) => name.startsWith(`${row.name}/`))
        .map((below) => ({
          subresource: below.name.slice(row.name.length + 1),
          responseKind: responseKind(one, below),
          verbs: below.verbs,
        })),
    }))
}

function responseKind(one: ApiVersion, { group, version, kind }: DiscoveredResource): object {
  return { group: group ?? one.group, version: version ?? one.version, kind }
}
