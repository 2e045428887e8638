import type { Attack } from './attack.ts'
import { findVictim, victimNames } from './victims.ts'

/** kill -9 of one process at some moment of a delivery, while entries are written. */
export const kill: Attack = {
  kind: 'kill',
  async run(subject, random) {
    const name = random.pick(victimNames)
    const writing = subject.writeEntries()
    try {
      const victim = await findVictim(subject, random, name)
      if (victim === undefined) return `kill ${name}: none ran`
      if (name === 'platform') await subject.platform.kill()
      else signal(victim.pid, 'SIGKILL')
      return `kill ${name}`
    } finally {
      await writing.stop()
    }
  },
}

/** One that has ended by itself is as good as killed. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
