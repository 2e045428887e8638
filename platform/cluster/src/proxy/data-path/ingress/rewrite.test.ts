import { expect, test } from 'vitest'
import { pathTo } from '../../../testing/test-network.ts'
import { rewriteAnnotations, rewritten } from '../../rules/rewrite.ts'
import { ingressOf } from '../../testing/ingress-of.ts'
import { matchRoute } from './match-route.ts'
import { parseRequestTarget } from './request-target.ts'
import { buildRouteTable } from './route-table.ts'

const { target: rewriteTarget, useRegex } = rewriteAnnotations
const ingress = (host: string, annotations: Record<string, string>, ...paths: string[]) =>
  ingressOf(
    `${host}-${paths.length}`,
    { rules: [{ host, http: { paths: paths.map((path) => pathTo(path, path)) } }] },
    annotations,
  )
const table = buildRouteTable([
  ingress('rewrite', { [rewriteTarget]: '/$2' }, '/something(/|$)(.*)'),
  ingress('constant', { [rewriteTarget]: '/new?a=1' }, '/old'),
  ingress('drops', { [rewriteTarget]: '/new?' }, '/old'),
  ingress('halves', { [rewriteTarget]: '/$1' }, '/(.)'),
  ingress('itself', { [rewriteTarget]: '/' }, '/'),
  ingress('plain', { [useRegex]: 'true' }, '/foo/.*', '/foo/bar/[A-Z]{3}', '/(?=x)'),
  ingress('mixed', {}, '/bar'),
  ingress('mixed', { [useRegex]: 'true' }, '/v[0-9]+', '/other'),
  ingress('off', { [useRegex]: 'false' }, '/a.c'),
])

test.for([
  ['rewrite', '/something', '/', 'an empty group'],
  ['rewrite', '/something/', '/', 'the example of the documentation'],
  ['rewrite', '/something/new?x=1&y', '/new?x=1&y', 'the query stays'],
  ['rewrite', '/SomeThing/New', '/New', 'any case of letters'],
  ['rewrite', '/something/a%20b%3Fc', '/a%20b%3Fc', 'what was escaped is escaped'],
  ['rewrite', '/somethingelse', undefined, 'not matched'],
  ['constant', '/old/x?b=2', '/new?a=1&b=2', 'the query follows the own one'],
  ['drops', '/old?b=2', '/new', 'a question mark at the end drops it'],
  ['halves', '/%F0%9F%98%80/x', '/%F0%9F%98%80', 'a character outside the basic plane is one'],
  ['itself', '/x?y', '/x?y', 'a path that is its own target stays'],
  ['plain', '/foo/x', '/foo/x', 'without a rewriting nothing changes'],
  ['plain', '/FOO/', '/FOO/', 'any case of letters'],
  ['plain', '/x', undefined, 'a path that is not supported leads nowhere'],
  ['mixed', '/barely', '/barely', 'every path of the host is an expression'],
  ['mixed', '/v12/x', '/v12/x', 'the beginning is enough'],
  ['off', '/abc', undefined, 'off'],
] as const)('%s%s becomes %s: %s', ([host, path, want]) => {
  const target = parseRequestTarget(host, path)
  if (target === undefined) throw new Error('no target')
  const found = matchRoute(table, target.host, target.path)
  const { rewrite } = found ?? {}
  const have = rewrite === undefined ? target.origin : rewritten(rewrite.to, rewrite.captured, target.origin)
  expect(found && have).toBe(want)
})

test('tries longer expressions first', () => {
  expect(matchRoute(table, 'plain', '/foo/bar/abc')?.service?.name).toBe('/foo/bar/[A-Z]{3}')
})
