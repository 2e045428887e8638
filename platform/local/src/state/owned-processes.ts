import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { endProcesses, type KnownProcess, processesWith } from '@gitops-example/kit/process/descendants'
import { ownerVariable } from '@gitops-example/kit/process/exec'
import { processStartTime } from '@gitops-example/kit/process/process-identity'

/** From here on, what this process starts is known to belong to the platform of `runDir`, whatever becomes of either. */
export function ownFromNow(runDir: string): void {
  process.env[ownerVariable] = ownerOf(runDir)
}

/** Programs of the platform, and what they have started, except those that gave themselves another environment. */
export function ownedProcesses(runDir: string): KnownProcess[] {
  return processesWith(ownerVariable, ownerOf(runDir))
}

/** Ends all of them; resolves with how many there were. */
export async function endOwned(runDir: string): Promise<number> {
  const owned = ownedProcesses(runDir)
  await endProcesses(owned)
  return owned.length
}

/** Ends those that an earlier run has left; what this process has started goes on. */
export async function endOwnedBefore(runDir: string): Promise<number> {
  const self = Number(processStartTime(process.pid))
  const owned = ownedProcesses(runDir).filter(({ startTime }) => Number(startTime) < self)
  await endProcesses(owned)
  return owned.length
}

function ownerOf(runDir: string): string {
  return createHash('sha256').update(realpathSync(runDir)).digest('hex').slice(0, 24)
}
