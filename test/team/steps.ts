import type { SeededRandom } from '../seeded-random.ts'
import type { Step } from './actor.ts'
import { editSteps } from './edit-steps.ts'
import { historySteps } from './history-steps.ts'
import { pushSteps } from './push-steps.ts'

const steps: readonly Step[] = [...editSteps, ...historySteps, ...pushSteps]
const weights = steps.reduce((sum, { weight }) => sum + weight, 0)

/** The next step of a story, the heavier ones more often. */
export function pickStep(random: SeededRandom): Step {
  let left = random.below(weights)
  for (const step of steps) {
    left -= step.weight
    if (left < 0) return step
  }
  throw new Error('No step was picked.')
}
