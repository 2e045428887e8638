import { expect, test } from 'vitest'
import type { IngressSpec } from '#kubernetes/networking/v1'
import { pathTo } from '../../../testing/test-network.ts'
import { ingressOf } from '../../testing/ingress-of.ts'
import { ingressProblems } from './ingress-problems.ts'

const resource = { kind: 'Bucket', name: 'files' }

test.for<{
  title: string
  spec: IngressSpec
  annotations?: { [name: string]: string }
  certificate?: string
  want: string[]
}>([
  { title: 'nothing', spec: { rules: [{ host: 'a' }] }, annotations: { 'example.com/team': 'x' }, want: [] },
  {
    title: "a controller's settings",
    spec: {},
    annotations: { 'nginx.org/rewrites': 'x', 'nginx.ingress.kubernetes.io/ssl-redirect': 'true' },
    want: ['The embedded router ignores nginx.org/rewrites, nginx.ingress.kubernetes.io/ssl-redirect.'],
  },
  {
    title: 'nothing of what it does as ingress-nginx',
    spec: { rules: [{ host: 'a', http: { paths: [pathTo('web', '/x(/|$)(.*)')] } }] },
    annotations: {
      'nginx.ingress.kubernetes.io/rewrite-target': '/$2',
      'nginx.ingress.kubernetes.io/use-regex': 'true',
    },
    want: [],
  },
  {
    title: 'a path that is not a regular expression which it can match',
    spec: { rules: [{ host: 'a', http: { paths: [pathTo('web', '/(?!x)')] } }] },
    annotations: { 'nginx.ingress.kubernetes.io/use-regex': 'true' },
    want: [
      'Path /(?!x) leads nowhere, as a regular expression: error parsing regexp: invalid or unsupported Perl syntax: `(?!`.',
    ],
  },
  {
    title: 'a backend that is not a Service',
    spec: { defaultBackend: { resource } },
    want: ['A resource as backend is not supported: its paths are answered with 503.'],
  },
  {
    title: 'TLS without a Secret',
    spec: { tls: [{ hosts: ['a', 'b'] }] },
    want: ['HTTPS is refused for a, b: spec.tls names no Secret.'],
  },
  {
    title: 'TLS with a Secret that gives no certificate',
    spec: { tls: [{ hosts: ['a'], secretName: 's' }] },
    certificate: 'Secret dev/s does not exist.',
    want: ['HTTPS is refused for a: Secret dev/s does not exist.'],
  },
])('names $title', ({ spec, annotations, certificate, want }) => {
  const problems = ingressProblems(ingressOf('web', spec, annotations), () => certificate)
  expect(problems.map(({ message }) => message)).toEqual(want)
})
