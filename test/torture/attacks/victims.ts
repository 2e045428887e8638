import { setTimeout } from 'node:timers/promises'
import { type HostProcess, processesOf } from '../../e2e/harness/processes.ts'
import type { SeededRandom } from '../../seeded-random.ts'
import type { Subject } from '../subject.ts'

/** What runs in a platform, by a part of its command line. */
export const victims = {
  platform: /gitops\.mjs up/,
  postmaster: /postgres -D /,
  'PostgreSQL child': /^postgres: /,
  pod: /node main\.js/,
  'test runner': /vitest-process|workers\/forks/,
  compiler: /\/tsc -p|\/biome check|build\.ts|\/esbuild /,
  helm: /helm template/,
  git: /^(\S*\/)?git(-receive-pack)? /,
} as const

export type Victim = keyof typeof victims
export const victimNames = Object.keys(victims) as Victim[]

/** Those that run only while something is delivered. */
const transient: ReadonlySet<Victim> = new Set(['test runner', 'compiler', 'helm'])
const lookMs = 3000

/** Begins a delivery where the victim needs one, waits for a moment that the seed decides, and picks a process. */
export async function findVictim(
  subject: Subject,
  random: SeededRandom,
  name: Victim,
): Promise<HostProcess | undefined> {
  const isPushed = random.percent(60) || transient.has(name)
  const delayMs = random.below(isPushed ? 1500 : 200)
  const choice = random.below(1000)
  if (isPushed) {
    await subject.edit(`Before an attack on ${name}`)
    await subject.push()
  }
  if (!transient.has(name)) await setTimeout(delayMs)
  const deadline = Date.now() + lookMs
  do {
    const found = processesOf(subject.checkout.dir).filter(({ command }) => victims[name].test(command))
    if (found.length > 0) return found[choice % found.length]
    await setTimeout(5)
  } while (Date.now() < deadline)
  return undefined
}
