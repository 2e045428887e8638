import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Attack } from './attack.ts'

const block = Buffer.alloc(4 * 1024 * 1024)

/** The disk of the state is full for a while, in which somebody pushes and writes entries. */
export const disk: Attack = {
  kind: 'disk',
  async run(subject, random) {
    const ms = 500 + random.below(4000)
    const filler = join(subject.checkout.dir, '.gitops', 'filler')
    const writing = subject.writeEntries()
    await subject.edit('Before the disk is full')
    await subject.push()
    try {
      fill(filler)
      await setTimeout(ms)
      fill(filler)
      // What does not fit is refused; nothing was acknowledged then.
      await subject.push().catch(() => undefined)
    } finally {
      rmSync(filler, { force: true })
      await writing.stop()
    }
    return `disk full for ${ms} ms`
  },
}

function fill(file: string): void {
  for (let size = block.length; size >= 4096; ) {
    try {
      appendFileSync(file, block.subarray(0, size))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      size /= 4
    }
  }
}
