import type { Attack } from './attack.ts'
import { hostileCommit } from './hostile-commit.ts'
import { hostilePods } from './hostile-pods.ts'
import { hostileRequests } from './hostile-requests.ts'
import { kill } from './kill.ts'
import { load } from './load.ts'
import { race } from './race.ts'
import { stop } from './stop.ts'

/** Kills are half of all attacks. */
export const attacks: readonly Attack[] = [
  kill,
  kill,
  kill,
  kill,
  kill,
  stop,
  race,
  load,
  hostileCommit,
  hostilePods,
  hostileRequests,
]
