import { expect, test } from 'vitest'
import type { HTTPIngressPath } from '#kubernetes/networking/v1'
import { ingressOf } from '../../testing/ingress-of.ts'
import { matchRoute } from './match-route.ts'
import { parseRequestTarget } from './request-target.ts'
import { buildRouteTable } from './route-table.ts'

function to(service: string, path: string, pathType = 'Prefix'): HTTPIngressPath {
  return { path, pathType, backend: { service: { name: service, port: { number: 80 } } } }
}

const rule = (host: string | undefined, ...paths: HTTPIngressPath[]) => ({
  ...(host === undefined ? {} : { host }),
  http: { paths },
})

/** The examples of the documentation of Ingress, and what it leaves to controllers. */
const table = buildRouteTable([
  ingressOf('paths', {
    rules: [
      rule(
        'paths.test',
        to('exact', '/foo', 'Exact'),
        to('prefix', '/foo'),
        to('deeper', '/foo/bar'),
        to('slash', '/baz/'),
        to('exact-slash', '/qux/', 'Exact'),
        to('specific', '/specific', 'ImplementationSpecific'),
      ),
    ],
  }),
  ingressOf('hosts', {
    rules: [
      rule('a.example.com', to('a', '/')),
      rule('*.example.com', to('wildcard', '/')),
      rule(undefined, to('any', '/any')),
    ],
  }),
  ingressOf('merged', { rules: [rule('paths.test', to('younger', '/foo'), to('merged', '/merged'))] }),
  ingressOf('fallback', {
    defaultBackend: { service: { name: 'own-fallback', port: { name: 'http' } } },
    rules: [rule('fallback.test', to('known', '/known'))],
  }),
  ingressOf('default', { defaultBackend: { service: { name: 'default', port: { number: 80 } } } }),
])

test.for([
  ['paths.test', '/foo', 'exact', 'an exact path before a prefix of the same length'],
  ['paths.test', '/foo/', 'prefix', 'an exact path is exact'],
  ['paths.test', '/foo/x', 'prefix', 'a prefix takes what is below'],
  ['paths.test', '/foo/bar/x', 'deeper', 'the longest prefix wins'],
  ['paths.test', '/foo/barx', 'prefix', 'a prefix matches whole elements'],
  ['paths.test', '/foobar', 'default', 'a prefix matches whole elements'],
  ['paths.test', '/baz', 'slash', "a prefix's trailing slash says nothing"],
  ['paths.test', '/baz/x', 'slash', "a prefix's trailing slash says nothing"],
  ['paths.test', '/qux/', 'exact-slash', 'an exact path with a slash'],
  ['paths.test', '/qux', 'default', 'an exact path with a slash'],
  ['paths.test', '/specific/x', 'specific', 'ImplementationSpecific is a prefix'],
  ['paths.test', '/merged', 'merged', 'Ingresses add to the same host'],
  ['paths.test', '/x/../foo', 'exact', 'dots are resolved first'],
  ['paths.test', '/%66oo', 'exact', 'escapes are decoded first'],
  ['paths.test', '//foo', 'exact', 'doubled slashes count once'],
  ['paths.test', '/foo?/foo/bar', 'exact', 'a query is no path'],
  ['PATHS.test.:8080', '/foo', 'exact', 'case, final dot and port of a host say nothing'],
  ['a.example.com', '/x', 'a', 'a host before its wildcard'],
  ['b.example.com', '/x', 'wildcard', 'a wildcard takes one label'],
  ['c.b.example.com', '/x', 'default', 'a wildcard takes one label'],
  ['example.com', '/x', 'default', 'a wildcard takes one label'],
  ['other.test', '/any', 'any', 'a rule without a host takes every other host'],
  ['fallback.test', '/known', 'known', 'a path before the default backend'],
  ['fallback.test', '/x', 'own-fallback', "an Ingress's default backend takes its hosts' other paths"],
  ['nowhere.test', '/x', 'default', 'the default backend of an Ingress without rules takes the rest'],
])('%s%s leads to %s: %s', ([host = '', path = '', service]) => {
  const target = parseRequestTarget(host, path)
  if (target === undefined) throw new Error('no target')
  expect(matchRoute(table, target.host, target.path)?.service?.name).toBe(service)
})

test('has no target for a path that leaves the root, nor for one that is none', () => {
  expect(parseRequestTarget('a', '/x/../../y')).toBeUndefined()
  expect(parseRequestTarget('a', '/%2e%2e/y')).toBeUndefined()
  expect(parseRequestTarget('a', 'b/c')).toBeUndefined()
})

test('matches bytes that are no UTF-8 as they are written', () => {
  expect(parseRequestTarget('a', '/%ff')).toMatchObject({ host: 'a', path: '/%ff' })
})

test.for([
  ['http://B:80/x?y', { host: 'b', path: '/x', origin: '/x?y' }],
  ['https://b', { host: 'b', path: '/', origin: '/' }],
  ['http://b?y', { host: 'b', path: '/', origin: '/?y' }],
  ['*', { host: 'a', path: '/', origin: '*' }],
  ['/x/../y', { host: 'a', path: '/y', origin: '/x/../y' }],
] as const)('takes the target %s apart', ([url, want]) => {
  expect(parseRequestTarget('a', url)).toEqual(want)
})
