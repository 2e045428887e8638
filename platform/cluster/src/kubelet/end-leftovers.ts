import { endProcesses, ofContainersBelow, ofUsers } from './process/end-processes.ts'
import { claimedIdRange, isIn } from './users/id-range.ts'

/**
 * Ends every process that pods of an earlier run have left, whatever group they are in: by the users that only they have,
 * and by the mark that they inherit. Returns how many. Call it only while no node uses the directory.
 */
export function endLeftovers(podsDir: string): number {
  const range = claimedIdRange(podsDir, { isInUse: () => false })
  const ofPods = ofContainersBelow(podsDir)
  if (range === undefined) return endProcesses(ofPods)
  const ofRange = ofUsers((uid) => isIn(range, uid))
  return endProcesses((pid) => ofRange(pid) || ofPods(pid))
}
