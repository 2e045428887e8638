import { expect, it } from 'vitest'
import { failedReleases, releasesAfterRollback, type TagChange } from './failed-releases.ts'

/** `web=b` sets a tag, `web=a undoes b` is a rollback; each commit has its number as its revision. */
function history(...lines: string[]): TagChange[] {
  return lines.map((line, index) => {
    const [set = '', , undone] = line.split(' ')
    const tags = new Map(set.split(',').map((one): [string, string] => [one.slice(0, -2), one.slice(-1)]))
    const revision = String(index + 1)
    if (undone === undefined) return { revision, kind: 'release', tags }
    return { revision, kind: 'rollback', tags, undone }
  })
}

it.each<{ name: string; commits: string[]; failed: Record<string, string>; rework?: string[] }>([
  { name: 'nothing', commits: [], failed: {} },
  { name: 'a fix forward', commits: ['web=a', 'web=b', 'web=c'], failed: {} },
  { name: 'a rollback', commits: ['web=a', 'web=b', 'web=a undoes b'], failed: { 3: '2' } },
  {
    name: 'a rollback of what was released before the last',
    commits: ['web=a', 'web=b', 'api=b', 'web=a undoes b', 'web=c'],
    failed: { 4: '2' },
    rework: ['5'],
  },
  {
    name: 'two bad ones in a row, each undone',
    commits: ['web=a', 'web=b', 'web=a undoes b', 'web=c', 'web=a undoes c'],
    failed: { 3: '2', 5: '4' },
    rework: ['4'],
  },
  {
    name: 'two bad ones in a row, the second undone to the first',
    commits: ['web=a', 'web=b', 'web=c', 'web=b undoes c', 'web=a undoes b'],
    failed: { 4: '3', 5: '3' },
  },
  {
    name: 'a rollback of a rollback',
    commits: ['web=a', 'web=b', 'web=a undoes b', 'web=b undoes a'],
    failed: { 3: '2', 4: '2' },
  },
  {
    name: 'one that was released again from quarantine, and undone again',
    commits: ['web=a', 'web=b', 'web=a undoes b', 'web=b', 'web=a undoes b'],
    failed: { 3: '2', 5: '4' },
    rework: ['4'],
  },
  {
    name: 'one that was released again from quarantine, and is good',
    commits: ['web=a', 'web=b', 'web=a undoes b', 'web=b', 'web=c'],
    failed: { 3: '2' },
    rework: ['4'],
  },
  {
    name: 'a release of two apps, of which one was undone',
    commits: ['api=a,web=a', 'api=b,web=b', 'web=a undoes b', 'api=c'],
    failed: { 3: '2' },
  },
  {
    name: 'a release of two apps, of which both were undone: one failure',
    commits: ['api=a,web=a', 'api=b,web=b', 'web=a undoes b', 'api=a undoes b'],
    failed: { 3: '2', 4: '2' },
  },
  { name: 'a rollback of what git does not know', commits: ['web=a undoes z'], failed: {} },
])('knows what failed in $name', ({ commits, failed, rework = [] }) => {
  const changes = history(...commits)
  expect(Object.fromEntries(failedReleases(changes))).toEqual(failed)
  expect([...releasesAfterRollback(changes)]).toEqual(rework)
})
