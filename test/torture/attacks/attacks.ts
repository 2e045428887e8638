import type { Attack } from './attack.ts'
import { disk } from './disk.ts'
import { hostileCommit } from './hostile-commit.ts'
import { hostilePods } from './hostile-pods.ts'
import { hostileRequests } from './hostile-requests.ts'
import { kill } from './kill.ts'
import { load } from './load.ts'
import { race } from './race.ts'
import { stop } from './stop.ts'

/** Kills are the most frequent. A disk of its own needs a mount, which only root can make. */
export const attacks: readonly Attack[] = [
  ...[kill, kill, kill, kill, kill, stop, stop, race, load, hostileCommit, hostilePods, hostileRequests],
  ...(process.getuid?.() === 0 ? [disk] : []),
]
