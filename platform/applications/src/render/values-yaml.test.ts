import { textField } from '@gitops-example/kit/json/fields'
import { expect, it } from 'vitest'
import { parseValues } from './values-yaml.ts'

it.each([
  { name: 'a mapping', text: 'replicaCount: 1\nimage:\n  repository: shop\n', want: 'shop' },
  { name: 'an empty file', text: '', want: undefined },
  { name: 'only a comment', text: '# nothing yet\n', want: undefined },
  { name: 'an image that is an alias', text: 'a: &a\n  repository: x\nimage: *a\n', want: 'x' },
  { name: 'anchors and merge keys', text: 'a: &a\n  repository: x\nimage:\n  <<: *a\n', want: 'x' },
])('reads $name', ({ text, want }) => {
  expect(textField(parseValues(text, 'values/shop.yaml'), 'image', 'repository')).toBe(want)
})

it.each([
  {
    name: 'a key twice',
    text: 'replicaCount: 1\nimage:\n  repository: shop\nreplicaCount: 2\n',
    want: 'Cannot read values/shop.yaml:4:1: the key replicaCount is there a second time.',
  },
  {
    name: 'a key twice in a map below',
    text: 'image:\n  tag: a\n  tag: b\n',
    want: 'Cannot read values/shop.yaml:3:3: the key tag is there a second time.',
  },
  {
    name: 'two documents',
    text: 'a: 1\n---\nb: 1\n',
    want: 'Cannot read values/shop.yaml:2: a second YAML document begins there.',
  },
  {
    name: 'a list',
    text: '- a\n',
    want: 'Cannot read values/shop.yaml:1: it is not a mapping of keys to values.',
  },
  {
    name: 'broken YAML',
    text: 'a:\n  - [\nb: 1\n',
    want: 'Cannot read values/shop.yaml:3:1: it is not valid YAML:',
  },
  {
    name: 'an alias without an anchor',
    text: 'a: 1\nimage: *gone\n',
    want: "Cannot read values/shop.yaml:2:8: it is not valid YAML: unknown anchor 'gone' referenced.",
  },
  {
    name: 'the marks of a merge conflict',
    text: 'image:\n  repository: shop\n<<<<<<< HEAD\nreplicaCount: 2\n=======\nreplicaCount: 3\n>>>>>>> x\n',
    want: 'Cannot read values/shop.yaml:3:1: it is not valid YAML:',
  },
])('refuses $name, with file, line and words', ({ text, want }) => {
  expect(() => parseValues(text, 'values/shop.yaml')).toThrow(want)
})
