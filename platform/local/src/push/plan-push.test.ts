import { describe, expect, it } from 'vitest'
import { type PushPlan, type PushState, planPush } from './plan-push.ts'

const commit = (subject: string, byPlatform = false) => ({ commit: `of ${subject}`, subject, byPlatform })
const mine = commit('mine')
const theirs = commit('theirs')
const machines = commit('Release', true)

const cases: { name: string; state: Partial<PushState>; want: PushPlan }[] = [
  { name: 'there is no branch: creates it', state: { machine: undefined }, want: { kind: 'create' } },
  { name: 'both are the same: nothing', state: {}, want: { kind: 'nothing', theirs: [] } },
  { name: 'HEAD is on top of it: forward', state: { ahead: 2 }, want: { kind: 'forward' } },
  {
    name: 'HEAD is behind what it once was: back',
    state: { behind: [mine, theirs] },
    want: { kind: 'back', left: [mine, theirs] },
  },
  {
    name: 'HEAD is behind what another clone pushed: nothing',
    state: { behind: [theirs, mine], unseen: [theirs] },
    want: { kind: 'nothing', theirs: [theirs] },
  },
  {
    name: 'HEAD is behind a commit of the platform: nothing',
    state: { behind: [machines], unseen: [machines] },
    want: { kind: 'nothing', theirs: [] },
  },
  {
    name: 'HEAD replaces what it once was: moves there',
    state: { ahead: 1, behind: [mine] },
    want: { kind: 'replace', left: [mine] },
  },
  {
    name: 'HEAD would replace what another clone pushed: refuses',
    state: { ahead: 1, behind: [theirs, mine], unseen: [theirs] },
    want: { kind: 'refuse', theirs: [theirs] },
  },
  {
    name: 'HEAD replaces commits of the platform alone: moves there',
    state: { ahead: 1, behind: [machines, mine], unseen: [machines] },
    want: { kind: 'replace', left: [machines, mine] },
  },
  {
    name: 'commits of the platform are on top of those of another clone: refuses',
    state: { ahead: 1, behind: [machines, theirs], unseen: [machines, theirs] },
    want: { kind: 'refuse', theirs: [theirs] },
  },
]

describe('planPush', () => {
  it.each(cases)('where $name', ({ state, want }) => {
    const same: PushState = { machine: 'of mine', ahead: 0, behind: [], unseen: [] }
    expect(planPush({ ...same, ...state })).toEqual(want)
  })
})
