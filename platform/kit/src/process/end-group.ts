import { sleep, systemClock } from '../clock.ts'
import { groupRuns } from './process-identity.ts'
import { signalGroup } from './process-ledger.ts'

/** Longer than the kernel needs to end a process that is not stuck in it. */
const longestMs = 5000

/**
 * Ends a process group at once and resolves when nothing of it runs: what a leader has started may outlive it, and is
 * still seen for a moment after it was killed.
 */
export async function endGroup(pid: number): Promise<void> {
  const deadline = systemClock.now() + longestMs
  while (groupRuns(pid) && systemClock.now() < deadline) {
    signalGroup(pid, 'SIGKILL')
    await sleep(systemClock, 5)
  }
}
