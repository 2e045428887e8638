import { deploymentsOf } from '@gitops-example/release/metrics/deployments'
import { doraMetrics } from '@gitops-example/release/metrics/dora'
import { expect, it } from 'vitest'
import { releaseFile, valuesFile } from '../src/apps/app.ts'
import { releaseFileText } from '../src/releases/release-file.ts'
import { plainApps, ScratchRepository, values } from '../src/testing/scratch-repository.ts'

const tag = (letter: string) => letter.repeat(40)
const released = (app: string, letter: string) => ({
  [releaseFile('dev', app)]: releaseFileText({ tag: tag(letter) }),
})
const releasedInValues = (app: string, letter: string) => ({
  [valuesFile('dev', app)]: values(app).replace(
    `guestbook/${app}\n`,
    `guestbook/${app}\n  tag: "${tag(letter)}"\n`,
  ),
})
const bumped = (letter: string) => `Release it\n\nGitops-Bump: ${tag(letter)}`
const rolledBack = (letter: string) => `Roll back\n\nWhy: bad\n\nGitops-Rollback: ${tag(letter)}`
const promoted = 'Promote web from dev to prod\n\nGitops-Promotion: local'

it.each<{
  name: string
  commits: { message: string; files: Record<string, string> }[]
  want: string[]
  dora: { deployments: number; changeFailRate: number; reworkRate: number }
}>([
  {
    name: 'before and after releases got files of their own',
    commits: [
      { message: bumped('a'), files: releasedInValues('web', 'a') },
      { message: bumped('b'), files: releasedInValues('web', 'b') },
      {
        message: 'Move releases',
        files: { ...released('web', 'b'), [valuesFile('dev', 'web')]: values('web') },
      },
      { message: rolledBack('b'), files: released('web', 'a') },
      { message: bumped('c'), files: released('web', 'c') },
    ],
    want: ['release', 'release', 'rollback of 1', 'release as rework'],
    dora: { deployments: 3, changeFailRate: 1 / 3, reworkRate: 1 / 3 },
  },
  {
    name: 'of promotions',
    commits: [
      { message: promoted, files: { ...released('api', 'a'), ...released('web', 'a') } },
      { message: promoted, files: { ...released('api', 'b'), ...released('web', 'b') } },
      { message: rolledBack('b'), files: released('web', 'a') },
    ],
    want: ['release', 'release', 'rollback of 1'],
    dora: { deployments: 2, changeFailRate: 1 / 2, reworkRate: 0 },
  },
  {
    name: 'of several apps within one second, in the order of history',
    commits: [
      { message: bumped('a'), files: released('web', 'a') },
      { message: bumped('b'), files: { ...released('api', 'b'), ...released('web', 'b') } },
      { message: rolledBack('b'), files: released('web', 'a') },
      { message: bumped('c'), files: released('api', 'c') },
    ],
    want: ['release', 'release', 'rollback of 1', 'release'],
    dora: { deployments: 3, changeFailRate: 1 / 3, reworkRate: 0 },
  },
  {
    name: 'of a tag that somebody set by hand, and of words that look like a trailer',
    commits: [
      { message: bumped('a'), files: released('web', 'a') },
      { message: 'Set it by hand', files: released('web', 'b') },
      {
        message: `Quote\n\n  Gitops-Rollback: ${tag('b')}\nnot Gitops-Rollback: ${tag('b')}`,
        files: released('web', 'a'),
      },
    ],
    want: ['release', 'release', 'release'],
    dora: { deployments: 3, changeFailRate: 0, reworkRate: 0 },
  },
])('reads a history $name', async ({ commits, want, dora }) => {
  using scratch = await ScratchRepository.create(plainApps(['api', 'web']), ...commits)
  const { objects } = scratch.branch(scratch.origin)
  const found = await deploymentsOf(objects, await scratch.head(), 'dev')
  const place = new Map(found.map(({ revision }, index) => [revision, index]))
  const words = found.map(({ kind, undoes, isRework }) => {
    const of = undoes === undefined ? '' : ` of ${place.get(undoes)}`
    return `${kind}${of}${isRework ? ' as rework' : ''}`
  })
  expect(words).toEqual(want)
  expect(doraMetrics(found, 0, Date.now() + 60_000)).toMatchObject(dora)
})
