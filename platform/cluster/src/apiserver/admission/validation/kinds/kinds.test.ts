import { expect, test } from 'vitest'
import { ingress, service } from '../testing/objects.ts'
import { type Case, problems } from '../testing/problems.ts'

const cases: Case[] = [
  {
    name: 'a Service without ports',
    kind: 'Service',
    object: service({ ports: [] }),
    want: ['spec.ports: Required value'],
  },
  {
    name: 'a headless Service without ports',
    kind: 'Service',
    object: service({ ports: [], clusterIP: 'None' }),
    want: [],
  },
  {
    name: 'two ports of a Service without names',
    kind: 'Service',
    object: service({ ports: [{ port: 80 }, { port: 81 }] }),
    want: ['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
  },
  {
    name: 'an unknown type of Service',
    kind: 'Service',
    object: service({ type: 'Magic' }),
    want: [
      'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
    ],
  },
  {
    name: 'another address of a Service',
    kind: 'Service',
    object: service({ clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.2'] }),
    old: service({ clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] }),
    want: ['spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set'],
  },
  {
    name: 'an Ingress without rules',
    kind: 'Ingress',
    object: { spec: {} },
    want: ['spec: Invalid value: []: either `defaultBackend` or `rules` must be specified'],
  },
  {
    name: 'a path without a type',
    kind: 'Ingress',
    object: ingress({ pathType: undefined }),
    want: ['spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified'],
  },
  {
    name: 'a relative path',
    kind: 'Ingress',
    object: ingress({ path: 'a' }),
    want: ['spec.rules[0].http.paths[0].path: Invalid value: "a": must be an absolute path'],
  },
  {
    name: 'an autoscaler upside down',
    kind: 'HorizontalPodAutoscaler',
    object: { spec: { minReplicas: 3, maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'web' } } },
    want: ['spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`'],
  },
  {
    name: 'a budget with both limits',
    kind: 'PodDisruptionBudget',
    object: { spec: { minAvailable: 1, maxUnavailable: 1 } },
    want: [
      'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
    ],
  },
  {
    name: 'a key of a ConfigMap with a slash',
    kind: 'ConfigMap',
    object: { data: { 'a/b': '' } },
    want: [
      "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    ],
  },
  {
    name: 'a change of an immutable ConfigMap',
    kind: 'ConfigMap',
    object: { immutable: true, data: { a: '2' } },
    old: { immutable: true, data: { a: '1' } },
    want: ['data: Forbidden: field is immutable when `immutable` is set'],
  },
  {
    name: 'a TLS Secret without its key',
    kind: 'Secret',
    object: { type: 'kubernetes.io/tls', data: { 'tls.crt': '' } },
    want: ['data[tls.key]: Required value'],
  },
  {
    name: 'another type of Secret',
    kind: 'Secret',
    object: { type: 'b' },
    old: { type: 'a' },
    want: ['type: Invalid value: "b": field is immutable'],
  },
  {
    name: 'another role of a binding',
    kind: 'RoleBinding',
    object: { roleRef: { kind: 'Role', name: 'b' } },
    old: { roleRef: { kind: 'Role', name: 'a' } },
    want: [
      'roleRef: Invalid value: {"kind":"Role","name":"b","apiGroup":"rbac.authorization.k8s.io"}: cannot change roleRef',
    ],
  },
]

test.each(cases)('$name', ({ kind, object, old, want }) => {
  expect(problems(kind, object, old)).toEqual(want)
})
