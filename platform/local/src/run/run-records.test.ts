import { expect, it } from 'vitest'
import type { DeliveryRun } from './delivery-run.ts'
import { runRecordText, runsOf } from './run-records.ts'

const whole: DeliveryRun = {
  commit: 'c1',
  subject: 'Greet',
  apps: ['web'],
  state: 'live',
  reason: 'why',
  unaffected: ['api'],
  releaseRevision: 'd1',
  undone: [{ app: 'web', to: 'c0', at: 9 }],
  pushedAt: 5,
  phases: [{ name: 'first response', startMs: 1, ms: 2 }],
  totalMs: 3,
}
const line = (text: string) => `2026-01-01T00:00:00.000Z ${text}`
const record = (id: string, change: Partial<DeliveryRun> = {}) =>
  line(runRecordText({ id, run: { ...whole, ...change } }))

it('reads a run as it was written', () => {
  expect(runsOf([record('1')], 9)).toEqual({ records: [{ id: '1', run: whole }], ignored: 0 })
})

it.each<{ name: string; lines: string[]; want: string[]; ignored?: number }>([
  { name: 'nothing', lines: ['', ''], want: [] },
  {
    name: 'the last record of each run, in the order in which they began',
    lines: [
      record('1', { state: 'running' }),
      record('2', { state: 'running' }),
      record('2', { state: 'failed' }),
      record('1'),
    ],
    want: ['1 live', '2 failed'],
  },
  {
    name: 'only the newest',
    lines: ['1', '2', '3', '4'].map((id) => record(id)),
    want: ['2 live', '3 live', '4 live'],
  },
  {
    name: 'a run that the platform did not see the end of as interrupted',
    lines: [record('1', { state: 'running' })],
    want: ['1 interrupted'],
  },
  {
    name: 'a line that a kill has cut short, and those around it',
    lines: [record('1'), record('2').slice(0, 90), record('3')],
    want: ['1 live', '3 live'],
    ignored: 1,
  },
  {
    name: 'the run of a version that wrote no name of it',
    lines: [line(JSON.stringify(whole))],
    want: ['c1 5 live'],
  },
  {
    name: 'nothing of what another version means by a run',
    lines: [
      ...[
        { ...whole, state: 'dancing' },
        { ...whole, phases: [{ name: 'lunch', startMs: 0, ms: 1 }] },
        { ...whole, pushedAt: 'noon' },
        { ...whole, apps: undefined },
        ['not', 'a', 'run'],
      ].map((value) => line(JSON.stringify(value))),
      'no line of ours',
    ],
    want: [],
    ignored: 6,
  },
])('finds $name', ({ lines, want, ignored = 0 }) => {
  const found = runsOf(lines, 3)
  expect(found.records.map(({ id, run }) => `${id} ${run.state}`)).toEqual(want)
  expect(found.ignored).toBe(ignored)
})

it('bounds what others wrote', () => {
  const text = runRecordText({
    id: '1',
    run: { ...whole, subject: 'x'.repeat(1e6), reason: 'line\n'.repeat(1e6) },
  })
  expect(text.length).toBeLessThan(6000)
  expect(text).not.toContain('\n')
})
