import { expect, it } from 'vitest'
import { manifestFile } from './manifest-file.ts'

const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'
const json = (value: unknown) => JSON.stringify(value)
const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }
const mark = '\uFEFF'

const namesOf = (content: string | Uint8Array, path = 'a.yaml') =>
  manifestFile(typeof content === 'string' ? Buffer.from(content) : content, path).map(
    ({ metadata }) => metadata.name,
  )

it.each([
  { name: 'values', text: 'replicaCount: 2\nimage:\n  tag: a\n' },
  { name: 'a list', text: '- a\n- b\n' },
  { name: 'text', text: 'just some words\n' },
  { name: 'broken YAML', text: 'a: [\n' },
  { name: 'a template', text: '{{ range .Values.items }}\na: {{ . }}\n{{ end }}\n' },
  { name: 'only comments', text: '# nothing\n---\n# here\n' },
  { name: 'nothing', text: '' },
  { name: 'a file that asks to be left out', text: `# +argocd:skip-file-rendering\n${configMap}` },
])('leaves out $name', ({ text }) => {
  expect(namesOf(text)).toEqual([])
})

it.each([
  { name: 'one object', content: configMap, want: ['a'] },
  {
    name: 'two, with an empty document between them',
    content: `${configMap}---\n---\n${configMap}`,
    want: ['a', 'a'],
  },
  { name: 'a mark at the head', content: `${mark}${configMap}`, want: ['a'] },
  { name: 'a mark after ---', content: `${configMap}---\n${mark}${configMap}`, want: ['a', 'a'] },
  { name: 'UTF-16, little end first', content: Buffer.from(`${mark}${configMap}`, 'utf16le'), want: ['a'] },
  {
    name: 'UTF-16, big end first',
    content: Buffer.from(`${mark}${configMap}`, 'utf16le').swap16(),
    want: ['a'],
  },
  {
    name: 'a List',
    content: `apiVersion: v1\nkind: List\nmetadata: {}\nitems:\n- ${json(object)}\n- ${json(object)}\n`,
    want: ['a', 'a'],
  },
])('reads $name', ({ content, want }) => {
  expect(namesOf(content)).toEqual(want)
})

it('reads a JSON file of one object', () => {
  expect(namesOf(json(object), 'a.json')).toEqual(['a'])
})

it.each([
  {
    name: 'something else after an object',
    path: 'a.yaml',
    text: `${configMap}---\nreplicaCount: 1\n`,
    want: 'a document has no apiVersion, kind and metadata',
  },
  {
    name: 'something else before an object',
    path: 'a.yaml',
    text: `replicaCount: 1\n---\n${configMap}`,
    want: 'a document has no apiVersion, kind and metadata',
  },
  {
    name: 'a broken object',
    path: 'sub/a.yaml',
    text: `${configMap}data: [\n`,
    want: 'sub/a.yaml:6: it is not valid YAML',
  },
  {
    name: 'an object with an alias that leads nowhere',
    path: 'a.yaml',
    text: `${configMap}data: *gone\n`,
    want: "a.yaml:5: it is not valid YAML: unknown anchor 'gone' referenced",
  },
  {
    name: 'two objects in a JSON file',
    path: 'a.json',
    text: json(object) + json(object),
    want: 'a JSON file holds a single',
  },
  {
    name: 'a JSON file that is no object',
    path: 'a.json',
    text: '["a"]',
    want: 'has no apiVersion, kind and metadata',
  },
])('refuses $name', ({ path, text, want }) => {
  expect(messageOf(() => namesOf(text, path)).toLowerCase()).toContain(want.toLowerCase())
})

function messageOf(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    const { message, hint = '' } = error as Error & { hint?: string }
    return `${message} ${hint}`
  }
  return ''
}
