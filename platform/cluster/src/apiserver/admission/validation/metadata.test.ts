import { expect, test } from 'vitest'
import { service } from './testing/objects.ts'
import { type Case, problems } from './testing/problems.ts'

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"

const cases: Case[] = [
  {
    name: 'a name in capitals',
    kind: 'ConfigMap',
    object: { metadata: { name: 'Web' } },
    want: [`metadata.name: Invalid value: "Web": ${subdomain}`],
  },
  {
    name: 'no name',
    kind: 'ConfigMap',
    object: { metadata: {} },
    want: ['metadata.name: Required value: name or generateName is required'],
  },
  {
    name: 'a Service that starts with a digit',
    kind: 'Service',
    object: { metadata: { name: '1a' }, ...service({}) },
    want: [
      "metadata.name: Invalid value: \"1a\": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
    ],
  },
  {
    name: 'a label’s value with a space',
    kind: 'ConfigMap',
    object: { metadata: { name: 'web', labels: { app: 'a b' } } },
    want: [
      "metadata.labels: Invalid value: \"a b\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  },
  {
    name: 'annotations beyond 256 KiB',
    kind: 'ConfigMap',
    object: { metadata: { name: 'web', annotations: { a: 'x'.repeat(262_144) } } },
    want: ['metadata.annotations: Too long: may not be more than 262144 bytes'],
  },
  {
    name: 'an owner without a uid',
    kind: 'ConfigMap',
    object: { metadata: { name: 'web', ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a' }] } },
    want: ['metadata.ownerReferences[0].uid: Invalid value: "": uid must not be empty'],
  },
]

test.each(cases)('$name', ({ kind, object, old, want }) => {
  expect(problems(kind, object, old)).toEqual(want)
})
