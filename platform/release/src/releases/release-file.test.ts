import { expect, it } from 'vitest'
import { readReleaseFile, releaseFileText } from './release-file.ts'

it.each([
  { tag: 'f1e2d3c4b5a6978877665544332211009988aabb' },
  { tag: '1234567890123456789012345678901234567890' },
  { tag: '12e4567' },
  { tag: '' },
])('reads the tag "$tag" back as it was written', (release) => {
  expect(readReleaseFile(releaseFileText(release), 'web.yaml')).toEqual(release)
})

it('says at its head who writes it', () => {
  expect(releaseFileText({ tag: 'a' })).toBe(
    '# Written by gitops on each release: bump, promote, rollback. What people set is in ../values.\nimage:\n  tag: "a"\n',
  )
})

it.each([
  { name: 'an empty file', text: '' },
  { name: 'an image without a tag', text: 'image: {}\n' },
])('takes $name for an app that was never released', ({ text }) => {
  expect(readReleaseFile(text, 'web.yaml')).toEqual({ tag: '' })
})

it.each([
  {
    name: 'what people set',
    text: 'image:\n  tag: "a"\nreplicaCount: 2\n',
    want: 'Cannot read the release in web.yaml: gitops does not write replicaCount.',
  },
  {
    name: 'another key of the image',
    text: 'image:\n  tag: "a"\n  repository: x\n',
    want: 'gitops does not write image.repository.',
  },
  {
    name: 'a number as tag',
    text: 'image:\n  tag: 12\n',
    want: 'image.tag is not text: quote it.',
  },
  {
    name: 'a conflict',
    text: 'image:\n<<<<<<< HEAD\n  tag: "a"\n=======\n  tag: "b"\n>>>>>>> other\n',
    want: 'web.yaml:2: it has the marks of a merge conflict.',
  },
  {
    name: 'an alias without an anchor',
    text: 'image: *gone\n',
    want: "web.yaml:1: it is not valid YAML: unknown anchor 'gone' referenced.",
  },
  {
    name: 'a second document',
    text: 'image: {}\n---\na: 1\n',
    want: 'web.yaml:2: a second YAML document begins there.',
  },
  { name: 'a list', text: '- a\n', want: 'it is not a mapping of keys to values.' },
  { name: 'broken YAML', text: 'image: [\n', want: 'web.yaml:2: it is not valid YAML' },
])('refuses $name', ({ text, want }) => {
  expect(() => readReleaseFile(text, 'web.yaml')).toThrow(want)
})
