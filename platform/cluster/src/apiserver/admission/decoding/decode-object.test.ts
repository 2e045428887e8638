import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { JsonObject } from '../../../machinery/json/json.ts'
import type { Resource } from '../../../machinery/resource.ts'
import { createApi } from '../../registry/api.ts'
import { decodeObject } from './decode-object.ts'
import { unknownFields } from './unknown-fields.ts'

// Generated cases on a busy machine take longer than one test usually may.
vi.setConfig({ testTimeout: 60_000 })

const api = createApi(new FakeClock())

function resourceOf(kind: string): Resource {
  const resource = api.resources.all().find((each) => each.kind === kind)
  if (resource === undefined) throw new Error(`no kind ${kind}`)
  return resource
}

const pod = (container: JsonObject): JsonObject => ({ spec: { containers: [{ name: 'a', ...container }] } })

describe('what decoding changes', () => {
  const cases: { name: string; kind: string; given: JsonObject; want: JsonObject }[] = [
    {
      name: 'unknown fields are gone',
      kind: 'Pod',
      given: { spec: { containers: [{ name: 'a', imge: 'x' }] }, extra: 1 },
      want: pod({}),
    },
    {
      name: 'nulls are gone, but the zero value of a map’s entry stays',
      kind: 'ConfigMap',
      given: { metadata: { name: 'a', creationTimestamp: null }, data: { a: null } },
      want: { metadata: { name: 'a' }, data: { a: '' } },
    },
    {
      name: 'optional lists and maps that are empty are gone, structs stay',
      kind: 'Pod',
      given: {
        metadata: { labels: {}, finalizers: [] },
        spec: {
          containers: [],
          nodeSelector: {},
          securityContext: {},
          volumes: [{ name: 'a', emptyDir: {} }],
        },
      },
      want: {
        metadata: {},
        spec: { containers: [], securityContext: {}, volumes: [{ name: 'a', emptyDir: {} }] },
      },
    },
    {
      name: 'quantities are canonical',
      kind: 'Pod',
      given: pod({ resources: { limits: { cpu: 2, memory: '1024Mi' } } }),
      want: pod({ resources: { limits: { cpu: '2', memory: '1Gi' } } }),
    },
    {
      name: 'what has no schema is kept as it is',
      kind: 'ControllerRevision',
      given: { revision: 1, data: { any: [null, { thing: 1 }] } },
      want: { revision: 1, data: { any: [null, { thing: 1 }] } },
    },
  ]
  test.each(cases)('$name', ({ kind, given, want }) => {
    expect(decodeObject(api.schemas, resourceOf(kind), given)).toEqual(want)
  })
})

describe('wrong types', () => {
  const deployment = 'Deployment in version "v1" cannot be handled as a Deployment: '
  const cases: { name: string; kind: string; given: JsonObject; want: string }[] = [
    {
      name: 'a text for a number',
      kind: 'Deployment',
      given: { spec: { replicas: '3' } },
      want: `${deployment}json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32`,
    },
    {
      name: 'a number with a fraction',
      kind: 'Deployment',
      given: { spec: { replicas: 1.5 } },
      want: `${deployment}json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32`,
    },
    {
      name: 'an object for a list',
      kind: 'Deployment',
      given: { spec: { template: { spec: { containers: {} } } } },
      want: `${deployment}json: cannot unmarshal object into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container`,
    },
    {
      name: 'a number for the value of a variable',
      kind: 'Pod',
      given: pod({ env: [{ name: 'A', value: 1 }] }),
      want: 'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    },
    {
      name: 'a bool for a label',
      kind: 'ConfigMap',
      given: { metadata: { labels: { a: true } } },
      want: 'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
    },
    {
      name: 'a text that is no quantity',
      kind: 'Pod',
      given: pod({ resources: { limits: { memory: '64MB' } } }),
      want: 'Pod in version "v1" cannot be handled as a Pod: quantities must match the regular expression \'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$\'',
    },
    {
      name: 'a text that is no base64',
      kind: 'Secret',
      given: { data: { a: 'no base64!' } },
      want: 'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 2',
    },
  ]
  test.each(cases)('$name', ({ kind, given, want }) => {
    expect(() => decodeObject(api.schemas, resourceOf(kind), given)).toThrow(want)
  })

  test('any JSON is decoded or refused with a 400', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom('Pod', 'Service', 'Secret'), (text, kind) => {
        const given = JSON.parse(`{"spec":${text},"metadata":${text},"data":${text},"__proto__":${text}}`)
        try {
          decodeObject(api.schemas, resourceOf(kind), given)
        } catch (error) {
          expect(error).toMatchObject({ status: { code: 400 } })
        }
      }),
    )
  })
})

describe('unknown fields', () => {
  test('are named by their path, in order', () => {
    const given = {
      spec: { replica: 1, template: { spec: { containers: [{ name: 'a', imge: 'x' }] } } },
      foo: 1,
    }
    expect(unknownFields(api, resourceOf('Deployment'), given)).toEqual([
      'unknown field "foo"',
      'unknown field "spec.replica"',
      'unknown field "spec.template.spec.containers[0].imge"',
    ])
  })

  test('maps and free-form values have none', () => {
    const given = { metadata: { labels: { anything: 'x' } }, data: { anything: {} }, revision: 1 }
    expect(unknownFields(api, resourceOf('ControllerRevision'), given)).toEqual([])
  })
})
