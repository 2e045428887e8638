import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parsePs, psArguments } from '../src/kubelet/process/parse-ps.ts'
import { readProcessTable } from '../src/kubelet/process/process-table.ts'

it('knows this process and its parent', () => {
  const own = readProcessTable().find(({ pid }) => pid === process.pid)
  expect(own).toMatchObject({ parent: process.ppid })
  expect(own?.memoryBytes).toBeGreaterThan(10e6)
  expect(own?.cpuMs).toBeGreaterThan(0)
})

it('reads the same from ps', () => {
  const rows = parsePs(execFileSync('ps', psArguments, { encoding: 'utf8' }))
  const own = rows.find(({ pid }) => pid === process.pid)
  expect(own).toMatchObject({ parent: process.ppid })
  expect(own?.memoryBytes).toBeGreaterThan(10e6)
})

it.skipIf(process.platform !== 'linux')('counts shared anonymous memory, and no text of programs', () => {
  const status = readFileSync('/proc/self/status', 'latin1')
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) * 1024
  const own = readProcessTable().find(({ pid }) => pid === process.pid)
  const drift = 20 * 2 ** 20
  expect(Math.abs((own?.memoryBytes ?? 0) - bytes('RssAnon') - bytes('RssShmem'))).toBeLessThan(drift)
  expect(bytes('RssFile')).toBeGreaterThan(drift)
})
