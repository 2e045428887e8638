import { expect, it } from 'vitest'
import { isChosen } from './render-directory.ts'

const directory = { recurse: false, include: undefined, exclude: undefined }

it.each([
  { path: 'a.yaml', directory: undefined, want: true },
  { path: 'a.yml', directory, want: true },
  { path: 'a.json', directory, want: true },
  { path: 'README.md', directory, want: false },
  { path: 'sub/a.yaml', directory, want: false },
  { path: 'sub/a.yaml', directory: { ...directory, recurse: true }, want: true },
  { path: 'a.yaml', directory: { ...directory, exclude: 'a.*' }, want: false },
  { path: 'b.yaml', directory: { ...directory, include: '{a,b}.yaml' }, want: true },
  { path: 'c.yaml', directory: { ...directory, include: '{a,b}.yaml' }, want: false },
  { path: 'sub/a.yaml', directory: { recurse: true, include: '*.yaml', exclude: undefined }, want: true },
  { path: 'sub/a.yaml', directory: { recurse: true, include: undefined, exclude: '*a.yaml' }, want: false },
  { path: 'a.yaml', directory: { ...directory, include: '*.yaml', exclude: 'a.yaml' }, want: false },
])('$path with $directory is read: $want', ({ path, directory: given, want }) => {
  expect(isChosen(path, given)).toBe(want)
})
