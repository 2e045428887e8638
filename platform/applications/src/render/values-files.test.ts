import { expect, it } from 'vitest'
import { Repository } from '../git/repository.ts'
import type { ApplicationSource } from '../parse/application.ts'
import { locate } from './values-files.ts'

const source: ApplicationSource = {
  repoURL: '/ours',
  targetRevision: 'master',
  path: 'dev/web/chart',
  chart: undefined,
  ref: undefined,
  helm: undefined,
  directory: undefined,
  raw: undefined,
}
const commit = { id: 'a', tree: 'b' }
const ours = new Repository('/ours', '/ours')
const theirs = new Repository('/theirs', '/theirs')
const refs = new Map([['values', { repository: theirs, commit }]])
const context = { source, repository: ours, commit, refs }

it.each([
  { name: 'from the root', file: '/ops/values.yaml', repository: ours, path: 'ops/values.yaml' },
  { name: 'beside the chart', file: 'dev.yaml', repository: ours, path: 'dev/web/chart/dev.yaml' },
  { name: 'above the chart', file: '../values.yaml', repository: ours, path: 'dev/web/values.yaml' },
  { name: 'of another source', file: '$values/ops/a.yaml', repository: theirs, path: 'ops/a.yaml' },
])('finds a values file $name', ({ file, repository, path }) => {
  expect(locate(file, context)).toEqual({ repository, commit, path })
})

it.each([
  { file: '../../../../etc/passwd', why: 'lies outside of the repository' },
  { file: '$values/../a.yaml', why: 'lies outside of the repository' },
  { file: '$other/a.yaml', why: 'no source has ref: other' },
  { file: 'https://example.com/a.yaml', why: 'is not in git' },
])('refuses the values file $file', ({ file, why }) => {
  expect(() => locate(file, context)).toThrow(why)
})
