import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import type { JsonObject } from '../../../machinery/json/json.ts'
import { StatusError } from '../../../machinery/status-error.ts'
import { applyDefaults } from '../defaults/defaults.ts'
import { deployment } from './testing/objects.ts'
import { api, problems } from './testing/problems.ts'
import { validate } from './validate.ts'

// Generated cases on a busy machine take longer than one test usually may.
vi.setConfig({ testTimeout: 60_000 })

test('one cause says it all, several are listed', () => {
  const message = (replicas: number, fields: JsonObject) => {
    const resource = api.resources.find('apps', 'v1', 'deployments')
    if (resource === undefined) throw new Error('deployments are served')
    const draft: JsonObject = { metadata: { name: 'web' }, ...deployment({ replicas, ...fields }) }
    applyDefaults(resource, draft)
    try {
      validate(api, resource, draft, undefined)
    } catch (error) {
      return error instanceof StatusError ? error.status : undefined
    }
    return undefined
  }
  expect(message(-1, {})).toMatchObject({
    code: 422,
    reason: 'Invalid',
    message:
      'Deployment.apps "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    details: { name: 'web', group: 'apps', kind: 'Deployment', causes: [{ reason: 'FieldValueInvalid' }] },
  })
  expect(message(-1, { minReadySeconds: -1 })?.message).toBe(
    'Deployment.apps "web" is invalid: [spec.replicas: Invalid value: -1: must be greater than or equal to 0, spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0]',
  )
})

test('objects of any shape are taken or refused with a 422', () => {
  const kinds = api.resources.all().map(({ kind }) => kind)
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      fc.object({
        key: fc.constantFrom(
          'spec',
          'template',
          'containers',
          'ports',
          'rules',
          'selector',
          'data',
          'metadata',
          'labels',
        ),
        maxDepth: 5,
      }),
      (kind, object) => {
        expect(() => problems(kind, object as JsonObject)).not.toThrow()
      },
    ),
    { numRuns: 500 },
  )
})
