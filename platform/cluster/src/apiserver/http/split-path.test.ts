import { expect, it } from 'vitest'
import { resourcePath } from './resource-request.ts'
import { splitPath } from './split-path.ts'

it.each([
  ['/', []],
  ['/api/v1/', ['api', 'v1']],
  ['/api/v1/namespaces/dev/pods/a.b', ['api', 'v1', 'namespaces', 'dev', 'pods', 'a.b']],
  ['/apis/a/v1/x/system%3Anode', ['apis', 'a', 'v1', 'x', 'system:node']],
])('splits %s', (path, want) => {
  expect(splitPath(path)).toEqual(want)
})

it.each(['/api//v1', '/api/%2e%2e/x', '/api/..', '/a/%2F', '/a/%5c', '/a/%00', '/a/%', '/a/%25'])(
  'refuses %s',
  (path) => {
    expect(() => splitPath(path)).toThrow()
  },
)

it.each([
  ['api/v1/pods', { group: '', version: 'v1', plural: 'pods' }],
  ['api/v1/namespaces', { group: '', version: 'v1', plural: 'namespaces' }],
  ['api/v1/namespaces/dev', { group: '', version: 'v1', plural: 'namespaces', name: 'dev' }],
  ['api/v1/namespaces/dev/finalize', { plural: 'namespaces', name: 'dev', subresource: 'finalize' }],
  ['api/v1/namespaces/dev/pods', { plural: 'pods', namespace: 'dev' }],
  ['api/v1/namespaces/dev/pods/a/log', { plural: 'pods', namespace: 'dev', name: 'a', subresource: 'log' }],
  [
    'apis/apps/v1/namespaces/dev/deployments/a',
    { group: 'apps', plural: 'deployments', namespace: 'dev', name: 'a' },
  ],
  ['api/v1/namespaces/dev/services/a/proxy/b/c', { subresource: 'proxy', rest: ['b', 'c'] }],
])('reads %s', (path, want) => {
  expect(resourcePath(path.split('/'))).toMatchObject(want)
})

it.each(['api', 'api/v1', 'apis', 'apis/apps', 'apis/apps/v1', 'version'])('%s names no resource', (path) => {
  expect(resourcePath(path.split('/'))).toBeUndefined()
})
