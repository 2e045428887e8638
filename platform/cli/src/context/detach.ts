import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sleep, systemClock } from '@gitops-example/kit/clock'
import { makeDirectories } from '@gitops-example/local/state/make-directories'
import { statePaths } from '@gitops-example/local/state/state-paths'
import type { Io } from '../io.ts'

/**
 * Runs `gitops up` as a process of its own session, shows what it prints until it is ready, and leaves it running.
 * Its output goes to `.gitops/logs/up.log`.
 */
export async function upDetached(io: Io): Promise<number> {
  const paths = statePaths(io.root)
  makeDirectories(paths)
  const { logs } = paths
  const path = join(logs, 'up.log')
  const log = openSync(path, 'w', 0o600)
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../bin/gitops.mjs', import.meta.url)), 'up'],
    {
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
      env: io.env,
    },
  )
  closeSync(log)
  io.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
  const ended = Promise.withResolvers<number>()
  child.once('message', () => ended.resolve(0))
  child.once('exit', (code) => ended.resolve(code ?? 1))
  child.once('error', () => ended.resolve(1))

  const tail = openSync(path, 'r')
  let done = false
  const code = ended.promise.finally(() => {
    done = true
  })
  let offset = 0
  for (let last = false; ; ) {
    offset = passNew(tail, offset, io)
    if (last) break
    last = done
    if (!last) await Promise.race([code, sleep(systemClock, 100)])
  }
  closeSync(tail)
  if (child.connected) child.disconnect()
  child.unref()
  return code
}

function passNew(file: number, offset: number, io: Io): number {
  const size = fstatSync(file).size
  const buffer = Buffer.alloc(size - offset)
  if (buffer.length === 0) return offset
  const text = buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, offset))
  const end = text.lastIndexOf('\n')
  if (end === -1) return offset
  io.err(text.slice(0, end))
  return offset + Buffer.byteLength(text.slice(0, end + 1))
}
