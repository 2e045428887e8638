import { setTimeout } from 'node:timers/promises'
import type { Attack } from './attack.ts'
import { signal } from './kill.ts'
import { findVictim, victimNames } from './victims.ts'

/** One process stands still for a while, as on a machine that swaps or sleeps. */
export const stop: Attack = {
  kind: 'stop',
  async run(subject, random) {
    const name = random.pick(victimNames)
    const ms = 100 + random.below(3000)
    const writing = subject.writeEntries()
    const victim = await findVictim(subject, random, name)
    if (victim !== undefined) {
      signal(victim.pid, 'SIGSTOP')
      try {
        await setTimeout(ms)
      } finally {
        signal(victim.pid, 'SIGCONT')
      }
    }
    await writing.stop()
    return victim === undefined ? `stop ${name}: none ran` : `stop ${name} for ${ms} ms`
  },
}
