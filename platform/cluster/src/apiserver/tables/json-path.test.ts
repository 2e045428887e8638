import { expect, it } from 'vitest'
import { readJsonPath } from './json-path.ts'

const object = {
  spec: { size: 3, list: ['a', 'b'], nested: [{ v: 1 }, { v: 2 }] },
  metadata: { labels: { 'app.kubernetes.io/name': 'web' } },
  status: {
    conditions: [
      { type: 'Other', status: 'False' },
      { type: 'Ready', status: 'True' },
    ],
  },
}

it.each([
  ['.spec.size', [3]],
  ['{.spec.size}', [3]],
  ['$.spec.size', [3]],
  ['.spec.list[1]', ['b']],
  ['.spec.list[-1]', ['b']],
  ['.spec.nested[*].v', [1, 2]],
  ['.status.conditions[?(@.type=="Ready")].status', ['True']],
  [".status.conditions[?(@.type!='Ready')].status", ['False']],
  ['.spec.nested[?(@.v==2)].v', [2]],
  ['.metadata.labels.app\\.kubernetes\\.io/name', ['web']],
  [".metadata.labels['app.kubernetes.io/name']", ['web']],
  ['.spec.missing.deeper', []],
  ['.constructor', []],
  ['.spec[', []],
  ['', [object]],
])('%s', (path, want) => {
  expect(readJsonPath(object, path)).toEqual(want)
})
