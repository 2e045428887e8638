import type { IgnoreDifferences } from '@gitops-example/applications/parse/application'
import { expect, it } from 'vitest'
import { ignoredPaths, rulesFor, withoutPaths } from './ignore-differences.ts'

const rule = (changes: Partial<IgnoreDifferences>): IgnoreDifferences => ({
  group: 'apps',
  kind: 'Deployment',
  name: undefined,
  namespace: undefined,
  jsonPointers: [],
  managers: [],
  ...changes,
})
const ref = { group: 'apps', kind: 'Deployment', namespace: 'x', name: 'web' }
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    annotations: { 'a/b': '1', c: '2' },
    managedFields: [
      {
        manager: 'autoscaler',
        fieldsV1: {
          'f:spec': {
            'f:replicas': {},
            'f:template': {
              'f:containers': { 'k:{"name":"side"}': { '.': {}, 'f:image': {} }, 'v:"gone"': {} },
            },
          },
        },
      },
    ],
  },
  spec: {
    replicas: 3,
    template: {
      containers: [
        { name: 'main', image: 'm' },
        { name: 'side', image: 's' },
      ],
    },
  },
}

it.each([
  { name: 'group and kind', changes: {}, fits: true },
  { name: 'every kind', changes: { kind: '*', group: '*' }, fits: true },
  { name: 'another kind', changes: { kind: 'StatefulSet' }, fits: false },
  { name: 'the name', changes: { name: 'web', namespace: 'x' }, fits: true },
  { name: 'another name', changes: { name: 'api' }, fits: false },
])('a rule is for an object by $name: $fits', ({ changes, fits }) => {
  expect(rulesFor([rule(changes)], ref)).toHaveLength(fits ? 1 : 0)
})

it('takes out what JSON pointers name, and nothing else', () => {
  const rules = [rule({ jsonPointers: ['/spec/replicas', '/metadata/annotations/a~1b', '/spec/none/there'] })]
  const stripped = withoutPaths(deployment, ignoredPaths(rules, deployment))
  expect(stripped.spec).toEqual({ template: deployment.spec.template })
  expect(stripped.metadata.annotations).toEqual({ c: '2' })
  expect(deployment.spec.replicas).toBe(3)
})

it('takes out several entries of one list', () => {
  const rules = [rule({ jsonPointers: ['/spec/template/containers/0', '/spec/template/containers/1'] })]
  expect(withoutPaths(deployment, ignoredPaths(rules, deployment)).spec.template.containers).toEqual([])
})

it('takes out what a manager owns, entries of lists by their keys', () => {
  const stripped = withoutPaths(deployment, ignoredPaths([rule({ managers: ['autoscaler'] })], deployment))
  expect(stripped.spec).toEqual({
    template: { containers: [{ name: 'main', image: 'm' }, { name: 'side' }] },
  })
})
