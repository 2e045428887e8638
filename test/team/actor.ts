import type { RefUpdate } from '@gitops-example/local/git-host/push-events'
import type { SeededRandom } from '../seeded-random.ts'
import type { Hub } from './hub.ts'
import type { MachineOracle } from './machine-oracle.ts'
import type { Person } from './person.ts'

/** A person and all that a step may need. */
export interface Actor {
  person: Person
  oracle: MachineOracle
  hub: Hub
  random: SeededRandom
  /** Apps that somebody has renamed or removed, and what they are called since. */
  movedApps: Set<string>
  /** Pushes that the machine has not delivered yet. */
  waiting: RefUpdate[]
  /** Text that nobody has written before. */
  word: () => string
}

export interface Step {
  name: string
  weight: number
  /** Resolves with what became of it, where there is something to say. */
  run: (actor: Actor) => Promise<string | undefined>
}
