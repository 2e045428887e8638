import { expect, it } from 'vitest'
import { parsePs } from './parse-ps.ts'

it.each([
  { time: '0:01.50', want: 1500 },
  { time: '00:00:02', want: 2000 },
  { time: '1:02:03', want: 3_723_000 },
  { time: '2-00:00:01', want: 172_801_000 },
])('reads CPU time $time as $want ms', ({ time, want }) => {
  expect(parsePs(`  12   1  12  2048 ${time}\n`)).toEqual([
    { pid: 12, parent: 1, group: 12, cpuMs: want, memoryBytes: 2 * 2 ** 20 },
  ])
})

it('reads no process from no output', () => {
  expect(parsePs('\n')).toEqual([])
})
