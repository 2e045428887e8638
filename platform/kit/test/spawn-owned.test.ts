import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { descendantsOf } from '@gitops-example/kit/process/descendants'
import { groupRuns, isSameProcess, processStartTime } from '@gitops-example/kit/process/process-identity'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { spawnOwned } from '@gitops-example/kit/process/spawn-owned'
import { afterEach, beforeEach, expect, it } from 'vitest'

let directory: string
let ledger: ProcessLedger
const ledgerPath = () => join(directory, 'processes.jsonl')

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spawn-owned-'))
  ledger = new ProcessLedger(ledgerPath())
})

afterEach(async () => {
  await ledger.endAll(0)
  rmSync(directory, { recursive: true, force: true })
})

function start(...argv: [string, ...string[]]) {
  return spawnOwned({
    argv,
    cwd: directory,
    env: { PATH: '/usr/bin:/bin', NAME: 'value' },
    ledger,
    what: 'test',
  })
}

it('gives the child its environment and nothing that a shell adds', async () => {
  const child = start('/usr/bin/env')
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  await once(child, 'close')
  expect(output.split('\n').filter(Boolean).toSorted()).toEqual(['NAME=value', 'PATH=/usr/bin:/bin'])
})

it('makes the child the leader of its own process group', async () => {
  const child = start('sleep', '60')
  const group = execFileSync('ps', ['-o', 'pgid=', '-p', String(child.pid)], { encoding: 'utf8' }).trim()
  expect(group).toBe(String(child.pid))
})

it('lets a later run find and end what was left, grandchildren included', async () => {
  const child = start('sh', '-c', 'sleep 60 & echo $!; wait')
  const [chunk] = await once(child.stdout, 'data')
  const grandchild = Number(String(chunk).trim())
  const identity = processStartTime(grandchild) ?? ''
  const ended = await new ProcessLedger(ledgerPath()).endAll(1000)
  expect(ended.map(({ pid }) => pid)).toEqual([child.pid])
  expect(isSameProcess(grandchild, identity)).toBe(false)
  expect(new ProcessLedger(ledgerPath()).running()).toEqual([])
})

it('leaves a process alone that got the same pid later', async () => {
  const child = start('sleep', '60')
  expect(isSameProcess(child.pid, 'another start time')).toBe(false)
  expect(isSameProcess(child.pid, processStartTime(child.pid) ?? '')).toBe(true)
})

it.skipIf(!existsSync('/dev/full'))('starts nothing that the ledger cannot remember', async () => {
  const full = new ProcessLedger('/dev/full')
  const options = { argv: ['sleep', '60'] as [string, ...string[]], cwd: directory, env: {}, what: 'test' }
  const before = descendantsOf(process.pid)
  expect(() => spawnOwned({ ...options, ledger: full })).toThrow('Cannot start test: the ledger')
  await expect.poll(() => descendantsOf(process.pid)).toEqual(before)
})

it('passes standard input on after the gate', async () => {
  const child = spawnOwned({
    argv: ['cat'],
    cwd: directory,
    env: { PATH: '/usr/bin:/bin' },
    stdin: Readable.from(['one\n', 'two\n']),
    ledger,
    what: 'test',
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  await once(child, 'close')
  expect(output).toBe('one\ntwo\n')
})

it('ends a grandchild that outlives its parent and does not listen', async () => {
  const child = start('sh', '-c', "(trap '' TERM; echo ready; while :; do sleep 0.1; done) & wait")
  await once(child.stdout, 'data')
  await new ProcessLedger(ledgerPath()).endAll(50)
  expect(groupRuns(child.pid)).toBe(false)
})

it('forgets what has ended, so that the ledger does not grow with every probe', async () => {
  const lasting = start('sleep', '60')
  const probe = start('sleep', '60')
  for (let round = 1; round < 498; round++) ledger.record(probe.pid ?? -1, 'probe')
  expect(noted()).toContain(probe.pid)
  probe.kill()
  await once(probe, 'exit')
  ledger.record(lasting.pid ?? -1, 'test')
  expect(new Set(noted())).toEqual(new Set([lasting.pid]))
})

function noted(): number[] {
  const lines = readFileSync(ledgerPath(), 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => (JSON.parse(line) as { pid: number }).pid)
}
