import { expect, it } from 'vitest'
import { readYaml, YamlFault } from './read-yaml.ts'

const values = (text: string) => [...readYaml(text, { merge: true })].map(({ value }) => value)

it('reads every document, and none of an empty text', () => {
  expect(values('a: 1\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }])
  expect(values('')).toEqual([])
})

it('unfolds more than a hundred aliases, as go-yaml does', () => {
  const uses = Array.from({ length: 500 }, (_, index) => `k${index}: *labels\n`).join('')
  const [value] = values(`labels: &labels {app: api, tier: back}\n${uses}`)
  expect(value).toMatchObject({ k0: { app: 'api', tier: 'back' }, k499: { app: 'api', tier: 'back' } })
})

it('merges mappings, one or several of them', () => {
  const text = 'a: &a {x: 1}\nb: &b {y: 2}\none: {<<: *a, z: 3}\nboth: {<<: [*a, *b]}\n'
  expect(values(text)).toEqual([expect.objectContaining({ one: { x: 1, z: 3 }, both: { x: 1, y: 2 } })])
})

// The words of go-yaml, decode.go.
it.each([
  {
    name: 'an alias without an anchor',
    text: 'a: 1\nb: *gone\n',
    want: "unknown anchor 'gone' referenced",
    line: 2,
  },
  {
    name: 'an alias before its anchor',
    text: 'a: *late\nb: &late 1\n',
    want: "unknown anchor 'late' referenced",
    line: 1,
  },
  {
    name: 'a sequence in itself',
    text: 'a: &loop\n  - *loop\n',
    want: "anchor 'loop' value contains itself",
    line: 2,
  },
  {
    name: 'a mapping in itself',
    text: 'a: &loop\n  b:\n    c: *loop\n',
    want: "anchor 'loop' value contains itself",
    line: 3,
  },
  {
    name: 'a merge of text',
    text: 'a:\n  <<: text\n',
    want: 'map merge requires map or sequence of maps as the value',
    line: 2,
  },
  {
    name: 'a merge of an alias to text',
    text: 'a: &a text\nb:\n  <<: *a\n',
    want: 'map merge requires map or sequence of maps as the value',
    line: 3,
  },
  { name: 'a mapping that never ends', text: 'a: {b: 1\n', want: expect.stringContaining('}'), line: 2 },
])('refuses $name with its line', ({ text, want, line }) => {
  expect(faultOf(text)).toMatchObject({ message: want, line })
})

it('refuses aliases that multiply, without unfolding them', () => {
  const levels = Array.from({ length: 12 }, (_, index) => {
    const below = index === 0 ? 'lol' : `*l${index - 1}`
    return `l${index}: &l${index} [${Array(9).fill(below).join(', ')}]\n`
  })
  expect(faultOf(levels.join(''))).toMatchObject({ message: 'document contains excessive aliasing' })
})

it('gives the documents before one that is broken', () => {
  const documents = readYaml('a: 1\n---\nb: *gone\n')
  expect(documents.next().value).toMatchObject({ value: { a: 1 }, line: 1 })
  expect(() => documents.next()).toThrow(YamlFault)
})

function faultOf(text: string): unknown {
  try {
    values(text)
  } catch (error) {
    return error
  }
  return undefined
}
