import { constants } from 'node:os'
import type { Writable } from 'node:stream'
import { type Clock, sleep } from '@gitops-example/kit/clock'
import { type ProcessLedger, signalGroup } from '@gitops-example/kit/process/process-ledger'
import { type OwnedChild, spawnOwned } from '@gitops-example/kit/process/spawn-owned'
import { endProcesses, ofContainer } from './end-processes.ts'
import { findProgram } from './find-program.ts'
import type { ProcessExit, ProcessRuntime, ProcessSpec, RunningProcess } from './process-runtime.ts'

/** How long output may still come when a process that left the group holds the pipes open. */
const lastOutputMs = 500

/** Containers as processes of this machine, each the leader of its own process group. */
export function hostProcessRuntime(ledger: ProcessLedger, clock: Clock): ProcessRuntime {
  return {
    start(spec): RunningProcess {
      const child = spawnOwned({
        argv: [findProgram(spec.argv[0], spec.cwd, spec.env.PATH ?? ''), ...spec.argv.slice(1)],
        cwd: spec.cwd,
        env: spec.env,
        what: spec.what,
        ledger,
        ...spec.user,
        ...(spec.stdin === undefined ? {} : { stdin: spec.stdin }),
      })
      let isEnded = false
      const ended = untilEnded(child, spec, clock, () => {
        isEnded = true
      })
      return {
        pid: child.pid,
        ended,
        // A number that is free again may be another's.
        signal: (signal) => isEnded || signalGroup(child.pid, signal),
      }
    },
  }
}

async function untilEnded(
  child: OwnedChild,
  spec: ProcessSpec,
  clock: Clock,
  onEnd: () => void,
): Promise<ProcessExit> {
  const output = Promise.all([pass(child.stdout, spec.stdout), pass(child.stderr, spec.stderr)])
  const exit = await new Promise<ProcessExit>((resolve) => {
    child.once('exit', (code, signal) => {
      const number = signal === null ? undefined : constants.signals[signal]
      resolve(number === undefined ? { exitCode: code ?? 1 } : { exitCode: 128 + number, signal: number })
    })
  })
  onEnd()
  signalGroup(child.pid, 'SIGKILL')
  if (spec.directory !== undefined) endProcesses(ofContainer(spec.directory, spec.user?.uid))
  const waiting = new AbortController()
  await Promise.race([output, sleep(clock, lastOutputMs, waiting.signal)])
  waiting.abort()
  child.stdout.destroy()
  child.stderr.destroy()
  return exit
}

function pass(from: OwnedChild['stdout'], to: Writable): Promise<void> {
  return new Promise((resolve) => {
    from.pipe(to, { end: false })
    from.once('close', resolve)
    from.once('error', resolve)
  })
}
