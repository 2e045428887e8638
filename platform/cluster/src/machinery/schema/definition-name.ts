import type { Resource } from '../resource.ts'

/** The name of a kind's schema in upstream's OpenAPI documents. */
export function definitionName({
  group,
  version,
  kind,
}: Pick<Resource, 'group' | 'version' | 'kind'>): string {
  if (group === 'apiextensions.k8s.io') {
    return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${version}.${kind}`
  }
  return `io.k8s.api.${group === '' ? 'core' : group.split('.')[0]}.${version}.${kind}`
}

/** The part of a schema's name before the kind: schemas are stored in one file per package. */
export function packageOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'))
}
