import { SeededRandom } from '../seeded-random.ts'
import type { Attack } from './attacks/attack.ts'
import { disk } from './attacks/disk.ts'
import { type Usage, usageLine, usageOf } from './growth.ts'
import { Oracle } from './oracle.ts'
import { Subject } from './subject.ts'

export interface TortureRun {
  seed: number
  attacks: readonly Attack[]
  /** Whether each attack follows the one before it in the list, rather than by chance. */
  inTurn?: boolean
  /** Asked before each attack, with how many there were, and for how many milliseconds. */
  isOver: (attacked: number, ms: number) => boolean
  signal: AbortSignal
  progress: (line: string) => void
}

export interface TortureResult {
  /** How many attacks there were of each kind. */
  attacked: Record<string, number>
  entries: number
  commits: number
  /** After the first attacks, when everything has been in memory once, and at the end. */
  usage: readonly [Usage | undefined, Usage]
}

const warmUp = 10
const diskMb = 1500

/** Attacks one platform and checks after each attack that nothing is lost; throws with the seed and what was done. */
export async function torture({
  seed,
  attacks,
  inTurn = false,
  isOver,
  signal,
  progress,
}: TortureRun): Promise<TortureResult> {
  const random = new SeededRandom(seed)
  const done: string[] = []
  const attacked: Record<string, number> = {}
  let early: Usage | undefined
  await using subject = await Subject.create(attacks.includes(disk) ? diskMb : undefined)
  const oracle = new Oracle(subject)
  try {
    const startedAt = performance.now()
    while (!isOver(done.length, performance.now() - startedAt)) {
      signal.throwIfAborted()
      const attack = (inTurn ? attacks[done.length % attacks.length] : undefined) ?? random.pick(attacks)
      const line = await attack.run(subject, random)
      done.push(line)
      attacked[attack.kind] = (attacked[attack.kind] ?? 0) + 1
      progress(`${done.length}. ${line}`)
      await oracle.check()
      if (done.length === warmUp) {
        early = await usageOf(subject)
        progress(usageLine(early))
      }
    }
    const late = await usageOf(subject)
    await oracle.checkEnd()
    const { entries, commits } = subject
    return { attacked, entries: entries.length, commits: commits.length, usage: [early, late] }
  } catch (error) {
    if (signal.aborted) throw error
    const last = done.slice(-5).join('\n')
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`Seed ${seed}, after ${done.length} attacks, the last being:\n${last}\n${why}`, {
      cause: error,
    })
  }
}
