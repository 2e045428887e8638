import { GitopsError } from '@gitops-example/kit/errors'
import { SeededRandom } from '../seeded-random.ts'
import type { Actor } from './actor.ts'
import { assertSound } from './claims.ts'
import { Hub } from './hub.ts'
import { HubOracle } from './hub-oracle.ts'
import { MachineOracle } from './machine-oracle.ts'
import { Person } from './person.ts'
import { pickStep } from './steps.ts'

/** Refusals that a story meets where nothing is wrong. */
const expectedRefusals: ReadonlySet<string> = new Set(['never-released', 'no-good-release'])

/** Two people with a machine each, and their hub. Throws with the seed and all steps when a claim does not hold. */
export async function tellStory(seed: number, length: number): Promise<void> {
  const told: string[] = []
  try {
    await tell(seed, length, told)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`Seed ${seed}:\n${told.join('\n')}\n${why}`, { cause: error })
  }
}

async function tell(seed: number, length: number, told: string[]): Promise<void> {
  const random = new SeededRandom(seed)
  const movedApps = new Set<string>()
  await using stack = new AsyncDisposableStack()
  const hub = stack.use(await Hub.create())
  await hub.release()
  const hubOracle = new HubOracle(hub)
  let words = 0
  const actors: Actor[] = []
  for (const name of ['ann', 'ben']) {
    const person = stack.use(await Person.join(name, hub, movedApps))
    const oracle = await MachineOracle.open(person.machine, hub)
    person.machine.takeUpdates()
    const word = () => `${name}${++words}`
    actors.push({ person, oracle, hub, random, movedApps, waiting: [], word })
  }
  for (let step = 1; step <= length; step++) {
    const actor = random.pick(actors)
    const { name, run } = pickStep(random)
    const at = told.push(`${step}. ${actor.person.name}: ${name}`) - 1
    const outcome = await run(actor).catch((error: unknown) => {
      if (error instanceof GitopsError && expectedRefusals.has(error.code)) return error.code
      throw error
    })
    if (outcome !== undefined) told[at] += ` (${outcome})`
    await actor.oracle.check(actor.waiting.length === 0)
    await hubOracle.check()
  }
  for (const { person, oracle, waiting } of actors) {
    if (waiting.length === 0) await oracle.check(true)
    await assertSound(person.dir)
    await assertSound(person.machine.paths.origin)
  }
  await assertSound(hub.git.dir)
}
