import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import { expect, it } from 'vitest'
import { commitLines, type ShownPlace, withApplications, withRuns } from './commit-lines.ts'

const place = (state: ShownPlace['state'], environment = 'dev'): ShownPlace => ({
  environment,
  app: 'web',
  state,
  tag: 'abc',
})
const running = (tag: string, sync = 'Synced', health = 'Healthy') =>
  new Map([['web', { sync, health, images: [`me/web:${tag}`] }]])

it.each([
  { name: 'live', places: [place('released')], applications: running('abc'), want: ['live'] },
  { name: 'the old one still', places: [place('released')], applications: running('old'), want: ['syncing'] },
  {
    name: 'not synced',
    places: [place('released')],
    applications: running('abc', 'OutOfSync'),
    want: ['syncing'],
  },
  {
    name: 'degraded',
    places: [place('released')],
    applications: running('abc', 'Synced', 'Degraded'),
    want: ['degraded'],
  },
  { name: 'not known', places: [place('released')], applications: new Map(), want: [undefined] },
  {
    name: 'of another environment, or not released',
    places: [place('released', 'prod'), place('waiting')],
    applications: running('abc'),
    want: [undefined, undefined],
  },
])('what runs is $name', ({ places, applications, want }) => {
  expect(withApplications(places, 'dev', applications).map(({ live }) => live)).toEqual(want)
})

const run = (state: DeliveryRun['state'], apps = ['web']): DeliveryRun => ({
  commit: 'c1',
  subject: '',
  apps,
  state,
  pushedAt: 0,
  phases: [],
})

it.each([
  { name: 'is running', runs: [run('running')], want: 'building' },
  { name: 'has failed', runs: [run('failed')], want: 'failed' },
  { name: 'has failed and runs again', runs: [run('failed'), run('running')], want: 'building' },
  { name: 'is of another app', runs: [run('running', ['api'])], want: undefined },
  { name: 'had nothing to do', runs: [run('nothing')], want: undefined },
  { name: 'is not known', runs: [], want: undefined },
])('a commit whose delivery $name', ({ runs, want }) => {
  const places = withRuns([place('waiting'), place('waiting', 'prod'), place('released')], 'dev', 'c1', runs)
  expect(places.map(({ live }) => live)).toEqual([want, undefined, undefined])
})

it('shows the most that is known of each place', () => {
  const marked = (style: string, text: string) => (style === 'dim' ? '' : `${style}:${text.trim()}`)
  const lines = commitLines(
    [
      place('released'),
      { ...place('released'), live: 'live' },
      { ...place('released'), live: 'degraded' },
      { ...place('waiting'), live: 'building' },
      { ...place('waiting'), live: 'failed' },
      place('undone'),
    ],
    0,
    marked,
  )
  expect(lines.map((line) => line.trim().split(/ +/).at(-1))).toEqual([
    'green:released',
    'green:live',
    'red:degraded',
    'yellow:building',
    'red:failed',
    'red:undone',
  ])
})
