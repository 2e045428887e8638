import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import type { ProcessRow } from './process-row.ts'
import { UsageMeter } from './usage-meter.ts'

it('counts CPU from one measurement to the next, over all processes of the container', async () => {
  const clock = new FakeClock()
  const rows: ProcessRow[] = [
    { pid: 7, parent: 1, group: 7, cpuMs: 100, memoryBytes: 1000 },
    { pid: 8, parent: 7, group: 7, cpuMs: 100, memoryBytes: 500 },
  ]
  const meter = new UsageMeter(clock, () => rows)
  const ref = { namespace: 'dev', pod: 'web', container: 'main' }
  const containers = [{ ref, group: 7, id: 'run-1', startedAt: clock.now() - 1000 }]
  expect(meter.measure(containers)).toEqual([
    { ...ref, cpuCores: 0.2, memoryBytes: 1500, windowMs: 1000, at: clock.now() },
  ])
  await clock.advance(2000)
  for (const row of rows) row.cpuMs += 500
  expect(meter.measure(containers)).toMatchObject([{ cpuCores: 0.5, windowMs: 2000 }])
  await clock.advance(10)
  expect(meter.measure(containers), 'too soon for another figure').toMatchObject([{ cpuCores: 0.5 }])
})

it('leaves out a container whose processes are gone', () => {
  const meter = new UsageMeter(new FakeClock(), () => [])
  const ref = { namespace: 'dev', pod: 'web', container: 'main' }
  expect(meter.measure([{ ref, group: 7, id: 'run-1', startedAt: 0 }])).toEqual([])
})
