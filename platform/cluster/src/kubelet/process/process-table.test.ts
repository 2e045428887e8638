import { expect, it } from 'vitest'
import type { ProcessRow } from './process-row.ts'
import { processesOf } from './process-table.ts'

const row = (pid: number, parent: number, group: number): ProcessRow => ({
  pid,
  parent,
  group,
  cpuMs: 0,
  memoryBytes: 0,
})

it('finds the members of a group and their descendants in other groups', () => {
  const table = [
    row(40, 30, 40), // its parent comes later in the table
    row(10, 1, 10),
    row(11, 10, 10),
    row(20, 1, 20),
    row(30, 11, 30),
    row(50, 1, 10), // its parent has ended, the group is still ours
  ]
  expect(
    processesOf(table, 10)
      .map(({ pid }) => pid)
      .toSorted(),
  ).toEqual([10, 11, 30, 40, 50])
})

it('finds nothing for a group that is gone', () => {
  expect(processesOf([row(10, 1, 10)], 11)).toEqual([])
})
