import { expect, it } from 'vitest'
import { negotiate } from './negotiate.ts'

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'

it.each([
  { accept: undefined, want: 'object' },
  { accept: '*/*', want: 'object' },
  { accept: 'application/json', want: 'object' },
  { accept: 'application/vnd.kubernetes.protobuf,application/json', want: 'object' },
  { accept: `${table},application/json`, want: 'table' },
  { accept: `application/json;as=Table;v=v9;g=meta.k8s.io,application/json`, want: 'object' },
  { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1', want: 'partial' },
])('answers $accept with the $want', ({ accept, want }) => {
  expect(negotiate(accept)).toBe(want)
})

it.each([
  'application/vnd.kubernetes.protobuf',
  'text/html',
  table.replace('v=v1', 'v=v0'),
  table.replace('Table', 'constructor'),
])('refuses %s', (accept) => {
  expect(() => negotiate(accept)).toThrow('only the following media types are accepted')
})
