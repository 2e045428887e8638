import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { parsePs, psArguments } from '../src/kubelet/process/parse-ps.ts'
import { readProcessTable } from '../src/kubelet/process/process-table.ts'

it('knows this process and its parent', () => {
  const own = readProcessTable().find(({ pid }) => pid === process.pid)
  expect(own).toMatchObject({ parent: process.ppid })
  expect(own?.residentBytes).toBeGreaterThan(10e6)
  expect(own?.cpuMs).toBeGreaterThan(0)
})

it('reads the same from ps', () => {
  const rows = parsePs(execFileSync('ps', psArguments, { encoding: 'utf8' }))
  const own = rows.find(({ pid }) => pid === process.pid)
  expect(own).toMatchObject({ parent: process.ppid })
  expect(own?.residentBytes).toBeGreaterThan(10e6)
})
