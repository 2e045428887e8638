import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ContainerLog } from '../src/kubelet/logs/container-log.ts'
import { lastLines } from '../src/kubelet/logs/last-lines.ts'
import { type ReadLogOptions, readLog } from '../src/kubelet/logs/read-log.ts'

let directory: string
let clock: FakeClock
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'node-logs-'))
  clock = new FakeClock(Date.UTC(2026, 0, 2, 3, 4, 5, 678))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const open = (maxBytes?: number) => new ContainerLog(join(directory, '0.log'), clock, maxBytes)
const say = (log: ContainerLog, text: string) => log.write('stdout', Buffer.from(text))

async function read(log: ContainerLog, options: Partial<ReadLogOptions> = {}) {
  const { signal } = new AbortController()
  const chunks: Buffer[] = []
  for await (const chunk of readLog(log, { follow: false, timestamps: false, signal, ...options })) {
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

it('writes lines as container runtimes do', () => {
  const log = open()
  say(log, 'one\ntw')
  log.write('stderr', Buffer.from('oops\n'))
  say(log, 'o\nrest')
  log.end()
  expect(readFileSync(join(directory, '0.log'), 'utf8')).toBe(
    [
      '2026-01-02T03:04:05.678Z stdout F one',
      '2026-01-02T03:04:05.678Z stderr F oops',
      '2026-01-02T03:04:05.678Z stdout F two',
      '2026-01-02T03:04:05.678Z stdout P rest',
      '',
    ].join('\n'),
  )
})

it.each([
  { title: 'a line without its end', text: 'one\ntwo' },
  { title: 'a line longer than a record', text: `${'x'.repeat(50_000)}\nnext\n` },
  { title: 'empty lines', text: '\n\n\n' },
  { title: 'letters of several bytes', text: 'zażółć 🚀\n' },
])('gives back $title as it was', async ({ text }) => {
  const log = open()
  const bytes = Buffer.from(text)
  for (let from = 0; from < bytes.length; from += 7) log.write('stdout', bytes.subarray(from, from + 7))
  log.end()
  expect(await read(log)).toBe(text)
})

it('keeps two files of the size, and what is in them', async () => {
  const log = open(2000)
  for (let i = 0; i < 200; i++) say(log, `line ${i}\n`)
  log.end()
  expect(readdirSync(directory).toSorted()).toEqual(['0.log', '0.log.1'])
  const lines = (await read(log)).split('\n').filter(Boolean)
  expect(lines.at(-1)).toBe('line 199')
  expect(lines.length).toBeGreaterThan(40)
  expect(lines).toEqual(Array.from({ length: lines.length }, (_, i) => `line ${200 - lines.length + i}`))
  expect(await lastLines(log, 3)).toEqual(['line 197', 'line 198', 'line 199'])
})

it('follows through files that are put aside', async () => {
  const log = open(2000)
  const following = read(log, { follow: true })
  for (let i = 0; i < 200; i++) {
    say(log, `line ${i}\n`)
    if (i % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  log.end()
  expect(await following).toBe(Array.from({ length: 200 }, (_, i) => `line ${i}\n`).join(''))
})

it('counts whole lines for the tail, however many records they have', async () => {
  const log = open()
  say(log, `first\n${'y'.repeat(40_000)}\nlast\n`)
  log.end()
  expect(await read(log, { tailLines: 2 })).toBe(`${'y'.repeat(40_000)}\nlast\n`)
})

it('puts one time before each line', async () => {
  const log = open()
  say(log, `${'z'.repeat(20_000)}\nb\n`)
  log.end()
  expect(await read(log, { timestamps: true })).toBe(
    `2026-01-02T03:04:05.678Z ${'z'.repeat(20_000)}\n2026-01-02T03:04:05.678Z b\n`,
  )
})

it('leaves out lines before a time', async () => {
  const log = open()
  say(log, 'early\n')
  await clock.advance(10_000)
  say(log, 'late\n')
  log.end()
  expect(await read(log, { sinceMs: clock.now() - 5000 })).toBe('late\n')
})

it('takes nothing after its end', async () => {
  const log = open()
  log.end()
  say(log, 'late\n')
  log.end()
  expect(await read(log)).toBe('')
})
