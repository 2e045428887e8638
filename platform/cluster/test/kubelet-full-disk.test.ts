import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { beforeEach, expect, it, vi } from 'vitest'
import { ContainerLog } from '../src/kubelet/logs/container-log.ts'

/** A disk of one file, which takes `room` bytes more. */
const disk = vi.hoisted(() => ({ content: Buffer.alloc(0), room: 0 }))

vi.mock('node:fs', () => ({
  mkdirSync: () => undefined,
  openSync: () => 3,
  closeSync: () => undefined,
  renameSync: () => undefined,
  rmSync: () => undefined,
  ftruncateSync: (_file: number, size: number) => {
    disk.content = disk.content.subarray(0, size)
  },
  writeSync: (_file: number, bytes: Buffer, from: number) => {
    if (disk.room === 0) throw new Error('ENOSPC: no space left on device, write')
    const taken = bytes.subarray(from, from + disk.room)
    disk.room -= taken.length
    disk.content = Buffer.concat([disk.content, taken])
    return taken.length
  },
}))

beforeEach(() => {
  disk.content = Buffer.alloc(0)
  disk.room = 1000
})

const open = () => new ContainerLog('/logs/0.log', new FakeClock(Date.UTC(2026, 0, 2)))
const say = (log: ContainerLog, text: string) => log.write('stdout', Buffer.from(text))
const lines = () =>
  String(disk.content)
    .split('\n')
    .map((line) => line.replace(/^\S+ /, ''))

it('takes output on a full disk without failing, and says later that some was lost', () => {
  const log = open()
  say(log, 'one\n')
  disk.room = 0
  say(log, 'two\n')
  say(log, 'three\n')
  disk.room = 1000
  say(log, 'four\n')
  log.end()
  expect(lines()).toEqual([
    'stdout F one',
    'stderr F output was lost: ENOSPC: no space left on device, write',
    'stdout F four',
    '',
  ])
})

it('leaves no half record where the disk took a part of one', () => {
  const log = open()
  say(log, 'one\n')
  disk.room = 10
  say(log, 'two\n')
  disk.room = 1000
  say(log, 'three\n')
  expect(lines()).toHaveLength(4)
  expect(lines()[2]).toBe('stdout F three')
})

it('ends on a full disk', () => {
  const log = open()
  say(log, 'a line without its end')
  disk.room = 0
  expect(() => log.end()).not.toThrow()
  expect(log.isEnded).toBe(true)
})
