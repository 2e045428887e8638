import { GitopsError } from '@gitops-example/kit/errors'
import { describe, expect, it } from 'vitest'
import { readImage, withImageTag } from './values-file.ts'

const tag = 'f1e2d3c4b5a6978877665544332211009988aabb'

describe('changes that one value and nothing else', () => {
  it.each([
    { name: 'an empty quoted tag', text: 'image:\n  tag: ""\n', want: `image:\n  tag: "${tag}"\n` },
    { name: 'single quotes', text: "image:\n  tag: 'old'\n", want: `image:\n  tag: '${tag}'\n` },
    { name: 'a plain tag', text: 'image:\n  tag: old\n', want: `image:\n  tag: ${tag}\n` },
    { name: 'no value', text: 'image:\n  tag:\nx: 1\n', want: `image:\n  tag: "${tag}"\nx: 1\n` },
    { name: 'null', text: 'image:\n  tag: ~\n', want: `image:\n  tag: "${tag}"\n` },
    {
      name: 'comments on every side',
      text: '# top\nimage: # the image\n  # above\n  tag: "a" # beside\n  # below\n# end\n',
      want: `# top\nimage: # the image\n  # above\n  tag: "${tag}" # beside\n  # below\n# end\n`,
    },
    {
      name: 'odd indent',
      text: 'image:\n       repository: r\n       tag:    "a"\na:\n - b\n -   c\n',
      want: `image:\n       repository: r\n       tag:    "${tag}"\na:\n - b\n -   c\n`,
    },
    { name: 'CRLF', text: 'image:\r\n  tag: "a"\r\nb: 1\r\n', want: `image:\r\n  tag: "${tag}"\r\nb: 1\r\n` },
    {
      name: 'a byte order mark',
      text: '\uFEFFimage:\n  tag: "a"\n',
      want: `\uFEFFimage:\n  tag: "${tag}"\n`,
    },
    {
      name: 'a flow map',
      text: 'image: {repository: r, tag: a}\n',
      want: `image: {repository: r, tag: ${tag}}\n`,
    },
    { name: 'no final line end', text: 'image:\n  tag: "a"', want: `image:\n  tag: "${tag}"` },
    {
      name: 'anchors elsewhere',
      text: 'limits: &limits\n  cpu: 1\na: *limits\nimage:\n  tag: "a"\n',
      want: `limits: &limits\n  cpu: 1\na: *limits\nimage:\n  tag: "${tag}"\n`,
    },
    {
      name: 'another key named tag',
      text: 'tag: keep\nsidecar:\n  image:\n    tag: keep\nimage:\n  tag: a\n',
      want: `tag: keep\nsidecar:\n  image:\n    tag: keep\nimage:\n  tag: ${tag}\n`,
    },
  ])('$name', ({ text, want }) => {
    expect(withImageTag(text, tag, 'web.yaml')).toBe(want)
  })

  it.each([
    { digits: '1234567890123456789012345678901234567890' },
    { digits: '12e4567' },
    { digits: '0755' },
  ])('quotes $digits, which YAML would read as a number', ({ digits }) => {
    const text = withImageTag('image:\n  tag: old\n', digits, 'web.yaml')
    expect(text).toBe(`image:\n  tag: "${digits}"\n`)
    expect(readImage(text, 'web.yaml').tag).toBe(digits)
  })
})

describe('refuses what it could not change alone', () => {
  it.each([
    { name: 'two documents', text: 'image:\n  tag: a\n---\nb: 1\n', state: '2 YAML documents' },
    { name: 'no tag', text: 'image:\n  repository: r\n', state: 'no key image.tag' },
    { name: 'no image', text: 'replicas: 1\n', state: 'no map `image`' },
    { name: 'an empty file', text: '', state: '' },
    { name: 'broken YAML', text: 'image:\n  tag: "a\nb: [\n', state: 'not valid YAML' },
    { name: 'an alias as tag', text: 'v: &v a\nimage:\n  tag: *v\n', state: 'is an alias' },
    { name: 'an anchor on the tag', text: 'image:\n  tag: &v a\nb: *v\n', state: 'carries the anchor &v' },
    { name: 'a shared image', text: 'image: &i\n  tag: a\nb: *i\n', state: '*i is used too' },
    { name: 'a list', text: 'image:\n  tag: [a]\n', state: 'not a single value' },
    { name: 'a block of text', text: 'image:\n  tag: |\n    a\n', state: 'a block of text' },
  ])('$name', ({ text, state }) => {
    const set = () => withImageTag(text, tag, 'web.yaml')
    expect(set).toThrow(GitopsError)
    expect(set).toThrow(/web\.yaml/)
    expect(set).toThrow(state)
  })
})

it('reads a tag as it is written, whatever YAML would make of it', () => {
  expect(readImage('image:\n  repository: r\n  tag: 0123\n', 'web.yaml')).toEqual({
    repository: 'r',
    tag: '0123',
  })
  expect(readImage('image:\n  tag:\n', 'web.yaml')).toEqual({ repository: undefined, tag: '' })
})
