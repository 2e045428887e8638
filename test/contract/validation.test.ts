import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KubeApi } from './harness/kube-api.ts'
import { startTarget, type Target } from './harness/target.ts'

const spec = (over: object = {}) => ({
  selector: { matchLabels: { app: 'web' } },
  template: {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'main', image: 'example.invalid/none:1' }] },
  },
  replicas: 0,
  ...over,
})

interface Case {
  name: string
  path: string
  body: object
  code: number
  message: string
  field?: string
}

const deployments = 'apps/v1/namespaces/NS/deployments'
const cases: Case[] = [
  {
    name: 'a name that is no DNS label',
    path: 'v1/namespaces/NS/configmaps',
    body: { metadata: { name: 'Not_Valid' } },
    code: 422,
    message:
      'ConfigMap "Not_Valid" is invalid: metadata.name: Invalid value: "Not_Valid": a lowercase RFC 1123 subdomain',
    field: 'metadata.name',
  },
  {
    name: 'no name at all',
    path: 'v1/namespaces/NS/configmaps',
    body: { metadata: {} },
    code: 422,
    message: 'name or generateName is required',
  },
  {
    name: 'a selector that its template does not fit',
    path: deployments,
    body: { metadata: { name: 'd' }, spec: spec({ selector: { matchLabels: { app: 'other' } } }) },
    code: 422,
    message: '`selector` does not match template `labels`',
  },
  {
    name: 'no containers',
    path: deployments,
    body: {
      metadata: { name: 'd' },
      spec: spec({ template: { metadata: { labels: { app: 'web' } }, spec: {} } }),
    },
    code: 422,
    message: 'spec.template.spec.containers: Required value',
    field: 'spec.template.spec.containers',
  },
  {
    name: 'a negative number of replicas',
    path: deployments,
    body: { metadata: { name: 'd' }, spec: spec({ replicas: -1 }) },
    code: 422,
    message: 'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    field: 'spec.replicas',
  },
  {
    name: 'a word where a number belongs',
    path: deployments,
    body: { metadata: { name: 'd' }, spec: spec({ replicas: 'three' }) },
    code: 400,
    message: 'json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  },
  {
    name: 'another kind than the path',
    path: 'v1/namespaces/NS/configmaps',
    body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } },
    code: 400,
    message: 'Secret',
  },
  {
    name: 'another version than the path',
    path: deployments,
    body: { apiVersion: 'apps/v1beta1', kind: 'Deployment', metadata: { name: 'a' }, spec: spec() },
    code: 400,
    message: 'the API version in the data (apps/v1beta1) does not match the expected API version (apps/v1)',
  },
  {
    name: 'another namespace than the path',
    path: 'v1/namespaces/NS/configmaps',
    body: { metadata: { name: 'a', namespace: 'default' } },
    code: 400,
    message: 'the namespace of the provided object does not match the namespace sent on the request',
  },
  {
    name: 'an unknown field, strictly',
    path: 'v1/namespaces/NS/configmaps?fieldValidation=Strict',
    body: { metadata: { name: 'a' }, dat: {} },
    code: 400,
    message: 'strict decoding error: unknown field "dat"',
  },
]

describe('what is invalid', () => {
  let target: Target
  let api: KubeApi
  let namespace: string
  beforeAll(async () => {
    target = await startTarget()
    api = target.api
    namespace = await api.namespace()
  })
  afterAll(() => target[Symbol.asyncDispose]())
  const url = (path: string) => `/${path.startsWith('v1') ? 'api' : 'apis'}/${path.replace('NS', namespace)}`

  it.each(cases)('is refused in upstream words: $name', async ({ path, body, code, message, field }) => {
    const answer = await api.post(url(path), body)
    expect([answer.code, answer.body.kind]).toEqual([code, 'Status'])
    expect(answer.body.message).toContain(message)
    if (field !== undefined) {
      expect(answer.body.details.causes.map((cause: { field: string }) => cause.field)).toContain(field)
    }
  })

  it('is refused in an update of what may not change', async () => {
    const path = url(deployments)
    await api.post(path, { metadata: { name: 'fixed' }, spec: spec() })
    const labels = { app: 'other' }
    const { code, body } = await api.patch(`${path}/fixed`, 'merge', {
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels } } },
    })
    expect(code).toBe(422)
    expect(body.message).toContain('spec.selector: Invalid value')
    expect(body.message).toContain('field is immutable')
  })

  it('is only warned about when it is a field that nobody knows', async () => {
    const { code, warnings } = await api.post(url('v1/namespaces/NS/configmaps'), {
      metadata: { name: 'warned' },
      dat: {},
    })
    expect(code).toBe(201)
    expect(warnings.join()).toContain('unknown field \\"dat\\"')
  })

  it('is a path that names nothing', async () => {
    for (const path of [
      '/api/v1/nothings',
      '/apis/nobody.example/v1',
      '/nowhere',
      `/api/v1/namespaces/${namespace}/nothings/a`,
    ]) {
      expect((await api.get(path)).code, path).toBe(404)
    }
    expect((await api.call('PUT', url('v1/namespaces/NS/configmaps'), {})).code).toBe(405)
  })
})
