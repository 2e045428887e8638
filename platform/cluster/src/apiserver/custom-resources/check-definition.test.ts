import { expect, test } from 'vitest'
import type { KubeObject } from '../../machinery/objects.ts'
import { refusal } from '../patch/testing/refusal.ts'
import { create } from '../registry/create.ts'
import { definition, Fixture, version } from './testing/fixture.ts'

const cases: { name: string; object: KubeObject; want: string }[] = [
  {
    name: 'for a name that is not its plural and group',
    object: definition({}, 'x.y'),
    want: 'metadata.name: Invalid value: "x.y": must be spec.names.plural+"."+spec.group',
  },
  {
    name: 'without a schema',
    object: definition({ versions: [version('v1', { schema: {} })] }),
    want: 'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required',
  },
  {
    name: 'with a field that has no type',
    object: definition({
      versions: [
        version('v1', { schema: { openAPIV3Schema: { type: 'object', properties: { spec: {} } } } }),
      ],
    }),
    want: 'spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
  },
  {
    name: 'with two versions for storage',
    object: definition({ versions: [version('v1'), version('v2', { storage: true })] }),
    want: 'spec.versions: Invalid value: ["v1","v2"]: must have exactly one version marked as storage version',
  },
  {
    name: 'for an unknown scope',
    object: definition({ scope: 'World' }),
    want: 'spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"',
  },
]
test.each(cases)('a definition is refused $name', ({ object, want }) => {
  using cluster = new Fixture()
  const { message } = refusal(() => create(cluster.api, cluster.definitions, '', object))
  expect(message).toBe(
    `CustomResourceDefinition.apiextensions.k8s.io "${object.metadata?.name}" is invalid: ${want}`,
  )
})
