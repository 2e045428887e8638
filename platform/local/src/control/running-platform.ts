import { join } from 'node:path'
import { endLeftovers } from '@gitops-example/cluster/kubelet/end-leftovers'
import { sleep, systemClock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import type { LockHolder } from '@gitops-example/kit/files/lock-file'
import { isSameProcess } from '@gitops-example/kit/process/process-identity'
import { ProcessLedger, signalGroup } from '@gitops-example/kit/process/process-ledger'
import { tryInstanceLock } from '../state/instance-lock.ts'
import { endOwned, ownedProcesses } from '../state/owned-processes.ts'
import { statePaths } from '../state/state-paths.ts'
import { type Control, connectControl } from './control-client.ts'
import { readControlFile, removeControlFile } from './control-file.ts'

const stopLimitMs = 30_000
const endGraceMs = 3000

/** The running platform of this checkout; throws `not-running` when there is none. */
export function runningPlatform(root: string): Control {
  const control = connectControl(statePaths(root).run)
  if (control === undefined) {
    throw new GitopsError('not-running', `The platform of ${root} is not running.`, {
      hint: 'Start it with npm start.',
    })
  }
  return control
}

/** What stopping has done. */
export type Stopped =
  | 'stopped'
  /** It did not end by itself in time. */
  | 'killed'
  /** None was running; processes that a killed one had left were ended. */
  | 'cleaned'
  | 'not-running'

/**
 * Stops the platform of this checkout, also one that is still starting, and waits until its process has ended. One that
 * does not end within `limitMs` is killed, with every process that it started: nothing that was stored is lost by that.
 */
export async function stopPlatform(root: string, limitMs = stopLimitMs): Promise<Stopped> {
  const { run, pods } = statePaths(root)
  const left = await endLeftBehind(run, pods)
  if (left.holder === undefined) return left.ended > 0 ? 'cleaned' : 'not-running'
  const { pid, startTime } = left.holder
  const deadline = systemClock.now() + limitMs
  await askToStop(run, pid, limitMs)
  const hasEnded = () => !isSameProcess(pid, startTime)
  while (!hasEnded() && systemClock.now() < deadline) await sleep(systemClock, 50)
  if (hasEnded()) return 'stopped'
  signal(pid, 'SIGKILL')
  while (!hasEnded()) await sleep(systemClock, 20)
  await endLeftBehind(run, pods)
  return 'killed'
}

/**
 * Ends what killed platforms have left, while no other can start: a start that is under way has processes of its own in
 * the ledger. Where one holds the lock, or serves, nothing is ended.
 */
async function endLeftBehind(
  runDir: string,
  podsDir: string,
): Promise<{ ended: number; holder?: undefined } | { holder: LockHolder }> {
  const { lock, holder } = await tryInstanceLock(runDir)
  if (lock === undefined) return { holder }
  await using _ = lock
  const serving = readControlFile(runDir)
  if (serving !== undefined) return { holder: serving }
  removeControlFile(runDir)
  const owned = await endOwned(runDir)
  const recorded = await processLedger(runDir).endAll(endGraceMs)
  return { ended: owned + recorded.length + endLeftovers(podsDir) }
}

/** A platform that starts serves nobody yet, and one that hangs does not answer: both get a signal instead. */
async function askToStop(runDir: string, pid: number, limitMs: number): Promise<void> {
  try {
    const control = connectControl(runDir)
    if (control?.pid === pid) return await control.stop(AbortSignal.timeout(limitMs / 4))
  } catch {
    // the signal says the same
  }
  signal(pid, 'SIGTERM')
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // it has ended
  }
}

/** Every process that the platform of this checkout has started and that runs, for people. */
export function runningChildren(root: string): string[] {
  return processLedger(statePaths(root).run)
    .running()
    .map(({ what, pid }) => `${what} (pid ${pid})`)
}

/** Kills every process that the platform of this checkout has started. */
export function killChildren(root: string): void {
  const { run } = statePaths(root)
  for (const { pid } of processLedger(run).running()) signalGroup(pid, 'SIGKILL')
  for (const { pid } of ownedProcesses(run)) signal(pid, 'SIGKILL')
}

export function processLedger(runDir: string): ProcessLedger {
  return new ProcessLedger(join(runDir, 'processes.jsonl'))
}
