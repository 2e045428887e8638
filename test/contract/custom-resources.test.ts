import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, eventually, type KubeApi } from './harness/kube-api.ts'
import { startTarget, type Target } from './harness/target.ts'

const group = `c${randomBytes(4).toString('hex')}.example.com`
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `widgets.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wdg'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        additionalPrinterColumns: [
          { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
        ],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: {
              spec: {
                type: 'object',
                required: ['size'],
                properties: {
                  size: { type: 'integer', minimum: 1, maximum: 10 },
                  color: { type: 'string', enum: ['red', 'blue'], default: 'red' },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                },
              },
              status: {
                type: 'object',
                properties: {
                  conditions: {
                    type: 'array',
                    items: {
                      type: 'object',
                      properties: { type: { type: 'string' }, status: { type: 'string' } },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
}

describe('custom resources', () => {
  let target: Target
  let api: KubeApi
  let widgets: string
  beforeAll(async () => {
    target = await startTarget()
    api = target.api
    widgets = `/apis/${group}/v1/namespaces/${await api.namespace()}/widgets`
    const made = await api.post(definitions, definition)
    expect(made.code, made.body.message).toBe(201)
    await eventually(
      () => api.get(widgets),
      ({ code }) => code === 200,
    )
  })
  afterAll(async () => {
    await api.delete(`${definitions}/widgets.${group}`)
    await target[Symbol.asyncDispose]()
  })

  const widget = (name: string, spec: object) => ({
    apiVersion: `${group}/v1`,
    kind: 'Widget',
    metadata: { name },
    spec,
  })

  it('are established by their definition and listed by discovery', async () => {
    const { body } = await api.get(`${definitions}/widgets.${group}`)
    const holds = body.status.conditions.map(
      ({ type, status }: { type: string; status: string }) => `${type} ${status}`,
    )
    expect(holds).toEqual(expect.arrayContaining(['NamesAccepted True', 'Established True']))
    const { body: resources } = await api.get(`/apis/${group}/v1`)
    expect(resources.resources.map(({ name }: { name: string }) => name)).toEqual([
      'widgets',
      'widgets/status',
    ])
  })

  it('get defaults, lose unknown fields and keep free ones', async () => {
    const { code, body } = await api.post(
      widgets,
      widget('a', { size: 2, unknown: 1, free: { any: { thing: [1] } } }),
    )
    expect(code).toBe(201)
    expect(body.spec).toEqual({ size: 2, color: 'red', free: { any: { thing: [1] } } })
  })

  it.each([
    ['a missing field', {}, 'spec.size: Required value'],
    [
      'a number out of bounds',
      { size: 11 },
      'spec.size: Invalid value: 11: spec.size in body should be less than or equal to 10',
    ],
    ['a value outside the enumeration', { size: 1, color: 'pink' }, 'spec.color: Unsupported value: "pink"'],
    ['a word where a number belongs', { size: 'two' }, 'spec.size in body must be of type integer: "string"'],
  ])('are refused with %s', async (_name, spec, message) => {
    const { code, body }: Answer = await api.post(widgets, widget('refused', spec))
    expect([code, body.reason]).toEqual([422, 'Invalid'])
    expect(body.message).toContain(message)
  })

  it('have a status of their own and a generation', async () => {
    const { body: made } = await api.post(widgets, {
      ...widget('s', { size: 1 }),
      status: { conditions: [] },
    })
    expect(made.status).toBeUndefined()
    const status = { conditions: [{ type: 'Ready', status: 'True' }] }
    const { body } = await api.patch(`${widgets}/s/status`, 'merge', { status, spec: { size: 9 } })
    expect([body.status, body.spec.size, body.metadata.generation]).toEqual([status, 1, 1])
    const { body: changed } = await api.patch(`${widgets}/s`, 'merge', { spec: { size: 3 } })
    expect([changed.status, changed.metadata.generation]).toEqual([status, 2])
  })

  it('are printed by the columns of their definition', async () => {
    await api.post(widgets, widget('printed', { size: 7 }))
    const status = {
      conditions: [
        { type: 'Other', status: 'False' },
        { type: 'Ready', status: 'True' },
      ],
    }
    await api.patch(`${widgets}/printed/status`, 'merge', { status })
    const { body } = await api.get(`${widgets}/printed`, {
      Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    })
    expect(body.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual([
      'Name',
      'Size',
      'Ready',
    ])
    expect(body.rows[0].cells).toEqual(['printed', 7, 'True'])
  })

  it('take merge patches and applies, but no strategic ones', async () => {
    await api.post(widgets, widget('patched', { size: 1 }))
    expect((await api.patch(`${widgets}/patched`, 'strategic', {})).code).toBe(415)
    expect(
      (await api.patch(`${widgets}/patched`, 'merge', { spec: { color: 'blue' } })).body.spec.color,
    ).toBe('blue')
    const applied = await api.apply(`${widgets}/applied`, 'one', widget('applied', { size: 4 }))
    expect([applied.code, applied.body.spec.color]).toEqual([201, 'red'])
  })

  it('are not overwritten blindly', async () => {
    await api.post(widgets, widget('blind', { size: 1 }))
    const { code, body } = await api.put(`${widgets}/blind`, widget('blind', { size: 2 }))
    expect(code).toBe(422)
    expect(body.message).toContain('metadata.resourceVersion: Invalid value')
  })
})
