import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { MemoryGuard } from './memory-guard.ts'
import type { ProcessRow } from './process-row.ts'

function guarded(limit: string | undefined, rows: ProcessRow[]) {
  const clock = new FakeClock()
  const killedAt: number[] = []
  const begun = clock.now()
  let scans = 0
  const run = { containerID: 'run-1', pid: 7, killForMemory: () => void killedAt.push(clock.now() - begun) }
  const container = { resources: limit === undefined ? {} : { limits: { memory: limit } } }
  const guard = new MemoryGuard({
    clock,
    containers: () => [{ container, run }],
    readTable: () => {
      scans++
      return rows
    },
    readOne: (wanted) => rows.find(({ pid }) => pid === wanted),
  })
  return { clock, guard, killedAt, scans: () => scans }
}
const row = (pid: number, mebibytes: number): ProcessRow => ({
  pid,
  parent: pid === 7 ? 1 : 7,
  group: 7,
  cpuMs: 0,
  memoryBytes: mebibytes * 2 ** 20,
})

it('leaves a container at its limit alone', async () => {
  const { clock, killedAt } = guarded('64Mi', [row(7, 64)])
  await clock.advance(10_000)
  expect(killedAt).toEqual([])
})

it('kills a container whose process passes the limit, within half a second', async () => {
  const own = row(7, 10)
  const { clock, killedAt } = guarded('64Mi', [own])
  await clock.advance(600)
  own.memoryBytes = 65 * 2 ** 20
  await clock.advance(400)
  expect(killedAt).toEqual([1000])
})

it('counts children that come later', async () => {
  const rows = [row(7, 40)]
  const { clock, killedAt } = guarded('64Mi', rows)
  await clock.advance(600)
  rows.push(row(8, 40))
  await clock.advance(2500)
  expect(killedAt).toEqual([3000])
})

it('reads the whole process table seldom, and never without a limit', async () => {
  const limited = guarded('64Mi', [row(7, 1)])
  await limited.clock.advance(10_000)
  expect(limited.scans()).toBe(4)
  const free = guarded(undefined, [row(7, 1000)])
  await free.clock.advance(10_000)
  expect(free.scans()).toBe(0)
})

it('stops when disposed', async () => {
  const { clock, guard, scans } = guarded('64Mi', [row(7, 1)])
  guard[Symbol.dispose]()
  await clock.advance(10_000)
  expect(scans()).toBe(0)
})
