import type { SeededRandom } from '../../seeded-random.ts'
import type { Subject } from '../subject.ts'

export interface Attack {
  kind: string
  /** Attacks, and returns what was done; throws when a promise is broken during it. */
  run(subject: Subject, random: SeededRandom): Promise<string>
}
