import { describe, expect, it } from 'vitest'
import { RunWaits } from './run-waits.ts'

const commit = 'c'.repeat(40)
const release = 'd'.repeat(40)

type Say = (waits: RunWaits) => void

const nothing: Say = (waits) => waits.nothing('No app is touched.')
const releases =
  (...apps: string[]): Say =>
  (waits) =>
    waits.released(apps)
const configures =
  (...applications: string[]): Say =>
  (waits) =>
    waits.configured(applications)
const serves =
  (app: string): Say =>
  (waits) =>
    waits.serves(app)
const applied =
  (application: string, changes: number, applications: string[] = [], revision = commit): Say =>
  (waits) =>
    waits.applied({ application, revisions: [revision], changes, applications, durationMs: 1, at: 1 })
const failed =
  (application: string, reason: string, revision = commit): Say =>
  (waits) =>
    waits.failed({ application, revisions: [revision], reason, at: 1 }, revision === release)
const health =
  (application: string, state: string, revision = commit): Say =>
  (waits) => {
    const [sync, code] = state === 'Healthy' ? (['Synced', 'Healthy'] as const) : stateOf(state)
    waits.health({ application, revisions: [revision], sync, health: code, images: [], at: 1 }, false)
  }
const changed =
  (application: string): Say =>
  (waits) =>
    waits.changed(application)

function stateOf(state: string) {
  if (state === 'Degraded') return ['Synced', 'Degraded'] as const
  if (state === 'Progressing') return ['Synced', 'Progressing'] as const
  return ['OutOfSync', 'Healthy'] as const
}

const gone =
  (application: string): Say =>
  (waits) =>
    waits.gone(application)

interface Case {
  name: string
  says: Say[]
  want: string | undefined
}

const odd = 'spec.source.kustomize is not supported'

const cases: Case[] = [
  { name: 'nothing while sync has not looked', says: [nothing], want: undefined },
  { name: 'nothing when nobody is concerned', says: [nothing, configures()], want: 'nothing' },
  {
    name: 'an Application that has to get healthy',
    says: [nothing, configures('web'), applied('web', 1), health('web', 'Progressing')],
    want: undefined,
  },
  {
    name: 'an Application that is healthy',
    says: [nothing, configures('web'), applied('web', 1), health('web', 'Healthy')],
    want: 'live',
  },
  {
    name: 'no health from before the write',
    says: [nothing, configures('web'), health('web', 'Healthy'), applied('web', 1)],
    want: undefined,
  },
  {
    name: 'no health where nothing is written: it is not of this commit',
    says: [nothing, configures('web'), applied('web', 0), health('web', 'Degraded')],
    want: 'live',
  },
  {
    name: 'no sync of an Application that somebody syncs by hand',
    says: [nothing, configures('web'), applied('web', 0), health('web', 'OutOfSync')],
    want: 'live',
  },
  {
    name: 'a healthy parent whose child has not looked yet',
    says: [
      nothing,
      configures('parent'),
      changed('web'),
      applied('parent', 1, ['web']),
      health('parent', 'Healthy'),
    ],
    want: undefined,
  },
  {
    name: 'a healthy parent whose child was right before it was written',
    says: [
      nothing,
      configures('parent', 'web'),
      applied('web', 1),
      health('web', 'Healthy'),
      changed('web'),
      applied('parent', 1, ['web']),
      health('parent', 'Healthy'),
    ],
    want: undefined,
  },
  {
    name: 'a child that is wrong',
    says: [
      nothing,
      configures('parent'),
      changed('web'),
      applied('parent', 1, ['web']),
      health('parent', 'Healthy'),
      failed('web', odd),
    ],
    want: `failed web: ${odd}`,
  },
  {
    name: 'a child that reports an error before its parent reports that it was written',
    says: [nothing, configures('parent'), changed('web'), failed('web', odd), applied('parent', 1, ['web'])],
    want: `failed web: ${odd}`,
  },
  {
    name: 'a child, not its parent’s ill health, which is that of its children',
    says: [
      nothing,
      configures('parent'),
      changed('web'),
      applied('parent', 1, ['web']),
      health('parent', 'Degraded'),
      applied('web', 0),
      health('web', 'Healthy'),
    ],
    want: 'live',
  },
  {
    name: 'the parent of a child that cannot read what its parent may be about to change',
    says: [nothing, configures('parent', 'web'), failed('web', odd)],
    want: undefined,
  },
  {
    name: 'a child that has yet to take up what its parent wrote',
    says: [
      nothing,
      configures('parent', 'web'),
      failed('web', odd),
      applied('parent', 1, ['web']),
      health('parent', 'Healthy'),
    ],
    want: undefined,
  },
  {
    name: 'a child that is right once its parent has changed it',
    says: [
      nothing,
      configures('parent', 'web'),
      failed('web', odd),
      applied('parent', 1, ['web']),
      changed('web'),
      health('parent', 'Healthy'),
      applied('web', 1),
      health('web', 'Healthy'),
    ],
    want: 'live',
  },
  {
    name: 'a child that cannot be read and is removed',
    says: [
      nothing,
      configures('parent', 'web'),
      failed('web', odd),
      applied('parent', 1, ['web']),
      changed('web'),
      health('parent', 'Healthy'),
      gone('web'),
    ],
    want: 'live',
  },
  {
    name: 'a child that its parent leaves as it is',
    says: [nothing, configures('parent', 'web'), failed('web', odd), health('parent', 'Healthy')],
    want: `failed web: ${odd}`,
  },
  {
    name: 'the parent of a released app that cannot read what its parent may be about to change',
    says: [releases('web'), configures('parent', 'web'), failed('web', odd, release)],
    want: undefined,
  },
  { name: 'an app that does not serve yet', says: [releases('api'), configures()], want: undefined },
  { name: 'an app that serves', says: [releases('api'), configures(), serves('api')], want: 'live' },
  {
    name: 'an app that serves before delivery announces its release',
    says: [configures(), serves('api'), releases('api')],
    want: 'live',
  },
  {
    name: 'an Application next to the app',
    says: [releases('api'), configures('parent'), serves('api')],
    want: undefined,
  },
  {
    name: 'an app that continues although an Application next to it is wrong',
    says: [
      releases('api'),
      configures('parent'),
      applied('parent', 1, ['web']),
      health('parent', 'Healthy'),
      failed('web', odd),
    ],
    want: `failed web: ${odd}; not api`,
  },
  {
    name: 'a released app whose Application is wrong',
    says: [
      releases('web'),
      configures('parent'),
      applied('parent', 1, ['web']),
      health('parent', 'Healthy'),
      failed('web', odd, release),
    ],
    want: `failed web: ${odd}`,
  },
  {
    name: 'a new app that has no tag before its release',
    says: [
      configures('parent'),
      applied('parent', 1, ['new']),
      health('parent', 'Degraded'),
      failed('new', 'no tag'),
      releases('new'),
      health('parent', 'Healthy'),
      serves('new'),
    ],
    want: 'live',
  },
]

describe('RunWaits', () => {
  it.each(cases)('waits for $name', ({ says, want }) => {
    const waits = new RunWaits()
    for (const say of says) say(waits)
    const verdict = waits.verdict()
    const reason = verdict?.state === 'failed' ? ` ${verdict.reason}` : ''
    const unaffected = verdict?.unaffected === undefined ? '' : `; not ${verdict.unaffected.join(', ')}`
    expect(verdict && `${verdict.state}${reason}${unaffected}`).toBe(want)
  })
})
