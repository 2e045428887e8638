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

it('keeps a key of any name', () => {
  const names = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty']
  const text = names.map((name) => `${name}: ${name}\n`).join('')
  expect(Object.entries(values(text)[0] ?? {})).toEqual(names.map((name) => [name, name]))
  expect(JSON.stringify(values('- &base {__proto__: 1}\n- <<: *base\n'))).toBe(
    '[[{"__proto__":1},{"__proto__":1}]]',
  )
})

it('reads keys of every scalar as text', () => {
  expect(values('8080: a\ntrue: b\n~: c\n1.5: d\nx: &key e\n*key : f\n')).toEqual([
    { '8080': 'a', true: 'b', '': 'c', '1.5': 'd', x: 'e', e: 'f' },
  ])
})

it('reads what YAML tags as JSON holds it', () => {
  const text =
    'a: !!binary aGk=\nb: !!set {x, y}\nc: !!omap [{x: 1}]\nd: !!timestamp 2026-01-01\ne: !own {x: 1}\n'
  expect(values(text)).toEqual([
    { a: 'hi', b: { x: null, y: null }, c: [{ x: 1 }], d: '2026-01-01', e: { x: 1 } },
  ])
})

const deep = (levels: number) => ({
  'flow sequences': '['.repeat(levels) + ']'.repeat(levels),
  'flow mappings': '{a: '.repeat(levels) + '}'.repeat(levels),
  'block sequences': `${'- '.repeat(levels)}a`,
  'block mappings': Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}a:\n`).join(''),
})

const tooDeep = { message: 'it is nested more than 500 levels deep' }

it.each(Object.entries(deep(501)))('refuses %s that are nested too deep', (_name, text) => {
  expect(faultOf(text)).toMatchObject(tooDeep)
})

it.each(Object.entries(deep(500)))('reads %s that are as deep as allowed', (_name, text) => {
  expect(faultOf(text)).toBeUndefined()
})

it.each(['[', '{a: ', '- ', '? ', '{? ', '[? '])('stops where %j goes on and on', (part) => {
  expect(faultOf(part.repeat(100_000))).toMatchObject(tooDeep)
})

it('refuses what only its aliases nest too deep', () => {
  const levels = Array.from({ length: 6 }, (_, index) => {
    const below = index === 0 ? 'x' : `*a${index - 1}`
    return `- &a${index} ${'['.repeat(99)}${below}${']'.repeat(99)}\n`
  })
  expect(faultOf(levels.slice(0, 5).join(''))).toBeUndefined()
  expect(faultOf(levels.join(''))).toMatchObject({
    message: 'it is nested more than 500 levels deep',
    line: 6,
  })
})

it('refuses keys that are collections before anything writes them out', () => {
  expect(faultOf(`a: 1\n${'? '.repeat(400)}a`)).toMatchObject({
    message: 'invalid map key: it is not a scalar',
  })
  expect(faultOf('replicas: {{ .Values.replicas }}\n')).toMatchObject({ line: 1 })
})

it('refuses a text that is too long', () => {
  expect(faultOf(`a: ${'x'.repeat(3 * 1024 * 1024)}`)).toMatchObject({
    message: 'it is longer than 3145728 characters',
  })
})

// Twice as much may take a little more than twice as long; what compares each with each takes four times as long.
it.each([
  ['keys', (count: number) => Array.from({ length: count }, (_, index) => `k${index}: v\n`).join('')],
  ['aliases', (count: number) => `- &a v\n${'- *a\n'.repeat(count)}`],
  ['merges of a list', (count: number) => `a: &a {x: 1}\nb:\n  <<: [${'*a,'.repeat(count)}]\n`],
  ['tags of one value', (count: number) => `${'!a '.repeat(count)}x\n`],
])('reads %s in time linear in their number', (_name, text) => {
  const few = cpuOf(text(500))
  expect(cpuOf(text(4_000))).toBeLessThan(8 * 3 * (few + 5))
})

function cpuOf(text: string): number {
  faultOf(text)
  const before = process.cpuUsage()
  faultOf(text)
  return process.cpuUsage(before).user / 1000
}
