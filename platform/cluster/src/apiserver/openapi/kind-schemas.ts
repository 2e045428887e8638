import { groupVersion, type Resource } from '../../machinery/resource.ts'
import { definitionName } from '../../machinery/schema/definition-name.ts'
import type { Schema } from '../../machinery/schema/schema.ts'
import type { Schemas } from '../../machinery/schema/schemas.ts'

const metadata = 'io.k8s.apimachinery.pkg.apis.meta.v1'

/** Schemas of one version of a group: the kinds, their lists, and whatever these refer to is added by the caller. */
export function kindSchemas(schemas: Schemas, resources: readonly Resource[]): { [name: string]: Schema } {
  return Object.fromEntries(
    resources.flatMap((resource): [string, Schema][] => {
      const name = schemaName(resource)
      const schema = resource.custom ? schemas.of(resource) : schemas.definition(name)
      const known = schema ?? openSchema()
      return [
        [name, { ...known, 'x-kubernetes-group-version-kind': [gvkOf(resource)] }],
        [`${name}List`, listSchema(resource, name)],
      ]
    }),
  )
}

export function gvkOf({ group, version, kind }: Resource) {
  return { group, version, kind }
}

/** The name in the document: custom resources begin with their group backwards, as upstream names them. */
export function schemaName(resource: Resource): string {
  const { custom, group, version, kind } = resource
  if (custom === undefined) return definitionName(resource)
  return [...group.split('.').reverse(), version, kind].join('.')
}

function openSchema(): Schema {
  return {
    type: 'object',
    properties: {
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { $ref: `${metadata}.ObjectMeta` },
    },
    'x-kubernetes-preserve-unknown-fields': true,
  }
}

function listSchema(resource: Resource, name: string): Schema {
  return {
    type: 'object',
    description: `${resource.kind}List is a list of ${resource.kind} of ${groupVersion(resource)}.`,
    required: ['items'],
    properties: {
      apiVersion: { type: 'string' },
      items: { type: 'array', items: { $ref: name } },
      kind: { type: 'string' },
      metadata: { $ref: `${metadata}.ListMeta` },
    },
    'x-kubernetes-group-version-kind': [{ ...gvkOf(resource), kind: `${resource.kind}List` }],
  }
}
