import { expect, it } from 'vitest'
import { applicationSources } from './application-sources.ts'

const application = (spec: object) => ({ kind: 'Application', metadata: { name: 'web' }, spec })

it.each([
  { name: 'from the root', file: '/ops/values.yaml', want: 'ops/values.yaml' },
  { name: 'beside the chart', file: 'values-dev.yaml', want: 'dev/web/chart/values-dev.yaml' },
  { name: 'above the chart', file: '../values.yaml', want: 'dev/web/values.yaml' },
  { name: 'of another source', file: '$values/ops/values.yaml', want: 'ops/values.yaml' },
])('finds a values file $name', ({ file, want }) => {
  const [source] = applicationSources(
    application({ source: { path: 'dev/web/chart', helm: { valueFiles: [file] } } }),
  )
  expect(source?.valueFiles).toEqual([want])
})

it('refuses a values file outside of the repository', () => {
  const source = { path: 'dev/web/chart', helm: { valueFiles: ['../../../../etc/passwd'] } }
  expect(() => applicationSources(application({ source }))).toThrow(/outside of the repository/)
})

it('takes valuesObject before values, as Argo CD does', () => {
  const source = { path: 'c', helm: { values: 'a: 1', valuesObject: { a: 2 } } }
  expect(applicationSources(application({ source }))[0]?.values).toBe('{"a":2}')
})

it('reads nothing of other objects', () => {
  expect(applicationSources({ kind: 'ConfigMap', metadata: { name: 'web' } })).toEqual([])
})
