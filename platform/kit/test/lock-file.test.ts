import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '@gitops-example/kit/clock'
import { type LockAttempt, tryLockFile, withLockFile } from '@gitops-example/kit/files/lock-file'
import { processStartTime } from '@gitops-example/kit/process/process-identity'
import { afterEach, beforeEach, expect, it } from 'vitest'

const ended = JSON.stringify({ pid: process.pid, startTime: 'before this process began' })

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-file-'))
  path = join(directory, 'lock')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

it('gives the lock to one at a time, and names the process that holds it', async () => {
  const first = await tryLockFile(path)
  const self = { pid: process.pid, startTime: processStartTime(process.pid) }
  expect(await tryLockFile(path)).toEqual({ holder: self })
  await first.lock?.[Symbol.asyncDispose]()
  expect(await tryLockFile(path)).toHaveProperty('lock')
})

it.each([
  { of: 'a process that has ended', text: ended },
  { of: 'a machine that crashed while it was written', text: '' },
])('takes over the lock of $of, and leaves nothing else behind', async ({ text }) => {
  writeFileSync(path, text)
  const { lock } = await tryLockFile(path)
  expect(lock).toBeDefined()
  expect(readdirSync(directory)).toEqual(['lock'])
  await lock?.[Symbol.asyncDispose]()
  expect(existsSync(path)).toBe(false)
})

it('lets exactly one of two take over a stale lock, when the second comes after the first has looked at it', async () => {
  writeFileSync(path, ended)
  const others: LockAttempt[] = []
  const first = await tryLockFile(path, async ({ startTime }) => {
    const isStale = startTime === 'before this process began'
    if (isStale) others.push(await tryLockFile(path))
    return !isStale
  })
  expect(others).toEqual([{ lock: expect.anything() }])
  expect(first).toEqual({ holder: expect.objectContaining({ pid: process.pid }) })
})

it('lets exactly one of many take over a stale lock', async () => {
  writeFileSync(path, ended)
  const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLockFile(path)))
  expect(attempts.filter(({ lock }) => lock !== undefined)).toHaveLength(1)
})

it('takes over the lock of one who ended while taking over another', async () => {
  writeFileSync(path, ended)
  writeFileSync(`${path}.takeover`, ended)
  expect(await tryLockFile(path)).toHaveProperty('lock')
  expect(readdirSync(directory)).toEqual(['lock'])
})

it('runs one piece of work after the other, and releases the lock when one fails', async () => {
  let running = 0
  const work = (fails: boolean) => async () => {
    expect(++running).toBe(1)
    await new Promise(setImmediate)
    running--
    if (fails) throw new Error('it failed')
  }
  const results = await Promise.allSettled(
    [false, true, false, true].map((fails) => withLockFile(path, systemClock, work(fails))),
  )
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
  expect(existsSync(path)).toBe(false)
})

it('gives up after a while, with the process that holds the lock', async () => {
  await using _ = (await tryLockFile(path)).lock
  await expect(withLockFile(path, systemClock, async () => {}, 0)).rejects.toThrow(
    `Cannot lock ${path}: process ${process.pid} has held it for 0 ms.`,
  )
})

it('lets exactly one of six processes take over a stale lock, in each of 50 rounds', async () => {
  const rounds = 50
  for (let round = 0; round < rounds; round++) writeFileSync(`${path}.${round}`, ended)
  const source = new URL('../src/files/lock-file.ts', import.meta.url)
  // They come to each round at the same time, and hold what they got until all rounds are over.
  const script = `
    import { tryLockFile } from '${source.href}'
    import { once } from 'node:events'
    console.log('ready')
    const [startAt] = await once(process.stdin, 'data')
    const got = []
    for (let round = 0; round < ${rounds}; round++) {
      while (Date.now() < Number(startAt) + round * 20);
      const { lock } = await tryLockFile(${JSON.stringify(path)} + '.' + round)
      if (lock !== undefined) got.push(round)
    }
    console.log(JSON.stringify(got))
    await once(process.stdin, 'end')`
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  try {
    const outputs = children.map((child) => createInterface({ input: child.stdout })[Symbol.asyncIterator]())
    for (const output of outputs) expect((await output.next()).value).toBe('ready')
    for (const child of children) child.stdin.write(`${Date.now() + 100}`)
    const got = await Promise.all(
      outputs.map(async (output): Promise<number[]> => JSON.parse(String((await output.next()).value))),
    )
    expect(got.flat().toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: rounds }, (_, i) => i),
    )
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
})
