import { expect, it } from 'vitest'
import type { ContainerState, RunState } from '../container/container-state.ts'
import { firstState } from '../container/container-state.ts'
import { podPhase } from './pod-phase.ts'

const termination = (exitCode: number) => ({
  containerID: 'process://x',
  exitCode,
  reason: exitCode === 0 ? 'Completed' : 'Error',
  startedAt: 0,
  finishedAt: 1,
})
const ended = (exitCode: number): RunState => ({ phase: 'terminated', ...termination(exitCode) })
const running: RunState = { phase: 'running', containerID: 'process://x', startedAt: 0 }
const waiting: RunState = { phase: 'waiting', reason: 'ContainerCreating' }
const crashed = Symbol('waits to be restarted')

function states(kinds: readonly (RunState | typeof crashed)[], prefix: string): ContainerState[] {
  return kinds.map((kind, index) => {
    const state = firstState(`${prefix}${index}`, 'image', 'ContainerCreating')
    return kind === crashed ? { ...state, last: termination(1) } : { ...state, run: kind }
  })
}

it.each<{
  title: string
  policy?: string
  init?: (RunState | typeof crashed)[]
  sidecars?: string[]
  main: (RunState | typeof crashed)[]
  isOver?: boolean
  want: string
}>([
  { title: 'nothing has begun', main: [waiting], want: 'Pending' },
  { title: 'one container has not begun', main: [running, waiting], want: 'Pending' },
  { title: 'everything runs', main: [running, running], want: 'Running' },
  { title: 'one has ended, one runs', policy: 'Never', main: [ended(1), running], want: 'Running' },
  { title: 'a crash is to be restarted', main: [crashed], want: 'Running' },
  { title: 'a crash under OnFailure', policy: 'OnFailure', main: [crashed], want: 'Running' },
  { title: 'all succeeded under Never', policy: 'Never', main: [ended(0), ended(0)], want: 'Succeeded' },
  { title: 'all succeeded under OnFailure', policy: 'OnFailure', main: [ended(0)], want: 'Succeeded' },
  { title: 'one failed under Never', policy: 'Never', main: [ended(0), ended(1)], want: 'Failed' },
  { title: 'an init container runs', init: [running], main: [waiting], want: 'Pending' },
  {
    title: 'an init container failed under Never',
    policy: 'Never',
    init: [ended(1)],
    main: [waiting],
    want: 'Failed',
  },
  { title: 'an init container is to be restarted', init: [crashed], main: [waiting], want: 'Pending' },
  { title: 'init is done', init: [ended(0)], main: [running], want: 'Running' },
  { title: 'a sidecar runs beside', init: [running], sidecars: ['i0'], main: [running], want: 'Running' },
  {
    title: 'a sidecar has still to end',
    policy: 'Never',
    init: [running],
    sidecars: ['i0'],
    main: [ended(0)],
    want: 'Running',
  },
  {
    title: 'the exit code of a sidecar',
    policy: 'Never',
    init: [ended(143)],
    sidecars: ['i0'],
    main: [ended(0)],
    isOver: true,
    want: 'Succeeded',
  },
  { title: 'ended by a delete, cleanly', main: [ended(0)], isOver: true, want: 'Succeeded' },
  { title: 'ended by a delete, by SIGKILL', main: [ended(137)], isOver: true, want: 'Failed' },
  { title: 'deleted before anything began', main: [waiting], isOver: true, want: 'Failed' },
])('$title: $want', ({ policy = 'Always', init = [], sidecars = [], main, isOver = false, want }) => {
  expect(
    podPhase({
      pod: { spec: { restartPolicy: policy, containers: [] } },
      init: states(init, 'i'),
      main: states(main, 'm'),
      sidecars: new Set(sidecars),
      isOver,
    }),
  ).toBe(want)
})
