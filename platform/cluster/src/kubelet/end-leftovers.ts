import { endProcesses, ofContainersBelow, ofUsers } from './process/end-processes.ts'
import { claimedIdRange, isIn, releaseIdRange } from './users/id-range.ts'

/**
 * Ends every process that pods of an earlier run have left, whatever group they are in: by the users that only they have,
 * and by the mark that they inherit; these users are free again. Returns how many. Call it only while no node uses the
 * directory.
 */
export function endLeftovers(podsDir: string): number {
  const isRoot = process.getuid?.() === 0
  const range = isRoot ? claimedIdRange(podsDir) : undefined
  const ofPods = ofContainersBelow(podsDir)
  if (range === undefined) return endProcesses(ofPods)
  const ofRange = ofUsers((uid) => isIn(range, uid))
  const ended = endProcesses((pid) => ofRange(pid) || ofPods(pid))
  releaseIdRange(range)
  return ended
}
