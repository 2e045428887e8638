import { join } from 'node:path'
import { sleep, systemClock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { isSameProcess, processStartTime } from '@gitops-example/kit/process/process-identity'
import { ProcessLedger, signalGroup } from '@gitops-example/kit/process/process-ledger'
import { statePaths } from '../state/state-paths.ts'
import { type Control, connectControl } from './control-client.ts'

const stopLimitMs = 30_000

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

/**
 * Stops the platform of this checkout and waits until its process has ended. Without one, ends what a killed one left
 * behind. Returns what was done.
 */
export async function stopPlatform(root: string): Promise<'stopped' | 'cleaned' | 'not-running'> {
  const { run } = statePaths(root)
  const control = connectControl(run)
  if (control === undefined) {
    const stale = await processLedger(run).endAll(3000)
    return stale.length > 0 ? 'cleaned' : 'not-running'
  }
  const startTime = processStartTime(control.pid)
  await control.stop()
  const deadline = systemClock.now() + stopLimitMs
  while (startTime !== undefined && isSameProcess(control.pid, startTime)) {
    if (systemClock.now() > deadline) {
      throw new GitopsError('stop-timeout', `The platform (pid ${control.pid}) has not ended after 30 s.`, {
        hint: `See .gitops/logs/platform.log; kill -9 ${control.pid} loses nothing, and the next start cleans up.`,
      })
    }
    await sleep(systemClock, 50)
  }
  return 'stopped'
}

/** Kills every process that the platform of this checkout has started. */
export function killChildren(root: string): void {
  for (const { pid } of processLedger(statePaths(root).run).running()) signalGroup(pid, 'SIGKILL')
}

export function processLedger(runDir: string): ProcessLedger {
  return new ProcessLedger(join(runDir, 'processes.jsonl'))
}
