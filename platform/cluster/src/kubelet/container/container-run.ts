import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { sleep } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { Container } from '#kubernetes/core/v1'
import { ContainerLog } from '../logs/container-log.ts'
import { lastLines } from '../logs/last-lines.ts'
import type { CheckContext } from '../probes/check.ts'
import type { ProcessExit, RunningProcess } from '../process/process-runtime.ts'
import type { ContainerContext } from './container-context.ts'
import { ContainerProbes } from './container-probes.ts'
import type { Termination } from './container-state.ts'
import { execForOutput } from './exec-in-container.ts'
import type { GracePeriod } from './grace-period.ts'
import { runHook } from './life-cycle-hook.ts'
import type { PreparedContainer } from './prepare-container.ts'
import { terminationMessage } from './termination-message.ts'

/** A process is given this long after a preStop handler that used up the grace period (upstream's minimum). */
const minimumGraceMs = 2000

interface ContainerRunOptions {
  container: Container
  prepared: PreparedContainer
  context: ContainerContext
  logPath: string
  /** The container's process runs, is started, is ready or is not. */
  onChange: () => void
  /** A probe or hook wants it restarted. */
  onUnhealthy: (message: string, graceMs: number | undefined) => void
}

/** One run of a container, from its start to its end. */
export class ContainerRun {
  readonly containerID = `process://${randomBytes(16).toString('hex')}`
  readonly startedAt: number
  readonly log: ContainerLog
  readonly prepared: PreparedContainer
  /** What is written here is the process's standard input; undefined where the spec asks for none. */
  readonly stdin: PassThrough | undefined
  /** Resolves when the process and all that it started are gone. Never rejects. */
  readonly ended: Promise<Termination>
  isStarted = false
  isReady = false
  readonly #options: ContainerRunOptions
  readonly #process: RunningProcess | undefined
  readonly #over = new AbortController()
  #probes: ContainerProbes | undefined
  #ending: Promise<Termination> | undefined
  readonly #hurry = new AbortController()
  #isOutOfMemory = false

  /** Starts the process at once; hook and probes wait for `watch`. */
  constructor(options: ContainerRunOptions) {
    const { context, container, prepared, logPath } = options
    this.#options = options
    this.prepared = prepared
    this.startedAt = context.clock.now()
    this.log = new ContainerLog(logPath, context.clock)
    this.stdin = container.stdin ? new PassThrough() : undefined
    try {
      const running = context.runtime.start({
        argv: prepared.argv,
        cwd: prepared.cwd,
        env: prepared.env,
        ...(prepared.user === undefined ? {} : { user: prepared.user }),
        directory: prepared.directory,
        what: `pod ${context.podName} container ${container.name}`,
        ...(this.stdin === undefined ? {} : { stdin: this.stdin }),
        stdout: this.log.writable('stdout'),
        stderr: this.log.writable('stderr'),
      })
      this.#process = running
      this.ended = running.ended.then((exit) => this.#finish(exit))
    } catch (error) {
      this.ended = this.#notStarted(describeError(error))
    }
  }

  get pid(): number | undefined {
    return this.#over.signal.aborted ? undefined : this.#process?.pid
  }

  /** Aborted when the process has ended. */
  get over(): AbortSignal {
    return this.#over.signal
  }

  /**
   * Ends the process as Kubernetes ends containers: preStop, the stop signal, SIGKILL when the time is over. Called again,
   * the shorter time counts.
   */
  end(grace: GracePeriod): Promise<Termination> {
    if (grace.over.aborted) this.#hurry.abort()
    else grace.over.addEventListener('abort', () => this.#hurry.abort(), { once: true })
    this.#ending ??= this.#end()
    return this.#ending
  }

  /** Ends the process at once because it uses more memory than it may. */
  killForMemory(): void {
    this.#isOutOfMemory = true
    this.#process?.signal('SIGKILL')
  }

  /** Runs postStart, then the probes, and reports what they find. */
  async watch(): Promise<void> {
    if (this.#process === undefined) return
    const { container, context, onChange, onUnhealthy } = this.#options
    const { postStart } = container.lifecycle ?? {}
    if (postStart !== undefined) {
      try {
        await runHook(postStart, this.#checkContext(), this.#over.signal)
      } catch (error) {
        context.warning(
          container.name,
          'FailedPostStartHook',
          `PostStartHook failed: ${describeError(error)}`,
        )
        onUnhealthy('FailedPostStartHook', undefined)
        return
      }
    }
    if (this.#over.signal.aborted || this.#ending !== undefined) return
    this.#probes = new ContainerProbes({
      container,
      clock: context.clock,
      context: this.#checkContext(),
      onStarted: () => {
        this.isStarted = true
        onChange()
      },
      onReady: (isReady) => {
        this.isReady = isReady
        onChange()
      },
      onUnhealthy: (message) => {
        const { livenessProbe, startupProbe } = container
        const probe = this.isStarted ? livenessProbe : startupProbe
        const graceSeconds = probe?.terminationGracePeriodSeconds
        onUnhealthy(message, graceSeconds === undefined ? undefined : graceSeconds * 1000)
      },
      onFailure: (message) => context.warning(container.name, 'Unhealthy', message),
    })
  }

  async #end(): Promise<Termination> {
    const { container, context } = this.#options
    const over = this.#hurry.signal
    this.#probes?.stopRestarting()
    const { preStop } = container.lifecycle ?? {}
    if (preStop !== undefined && this.#process !== undefined) {
      const signal = AbortSignal.any([over, this.#over.signal])
      await runHook(preStop, this.#checkContext(), signal).catch((error) =>
        context.warning(container.name, 'FailedPreStopHook', `PreStopHook failed: ${describeError(error)}`),
      )
      if (over.aborted && !this.#over.signal.aborted) {
        this.#process.signal(this.prepared.stopSignal)
        await sleep(context.clock, minimumGraceMs, this.#over.signal).catch(() => {})
      }
    }
    const kill = () => this.#process?.signal('SIGKILL')
    if (over.aborted) kill()
    else {
      this.#process?.signal(this.prepared.stopSignal)
      over.addEventListener('abort', kill)
    }
    return await this.ended
  }

  async #finish({ exitCode, signal }: ProcessExit): Promise<Termination> {
    const { container, context } = this.#options
    this.#close()
    const message = await terminationMessage(
      container.terminationMessagePolicy,
      this.prepared.message,
      exitCode,
      (count) => lastLines(this.log, count),
    ).catch(() => undefined) // a disk in trouble must not keep a container from ending
    const reason = exitCode === 0 ? 'Completed' : 'Error'
    return {
      containerID: this.containerID,
      exitCode,
      ...(signal === undefined ? {} : { signal }),
      reason: this.#isOutOfMemory ? 'OOMKilled' : reason,
      ...(message === undefined ? {} : { message }),
      startedAt: this.startedAt,
      finishedAt: context.clock.now(),
    }
  }

  async #notStarted(message: string): Promise<Termination> {
    this.#close()
    return {
      containerID: this.containerID,
      exitCode: 128,
      reason: 'StartError',
      message: `failed to start the process: ${message}`,
      startedAt: this.startedAt,
      finishedAt: this.#options.context.clock.now(),
    }
  }

  #close(): void {
    this.#probes?.[Symbol.dispose]()
    this.#over.abort()
    this.stdin?.destroy()
    this.isReady = false
    this.isStarted = false
    this.log.end()
  }

  #checkContext(): CheckContext & Pick<ContainerContext, 'clock'> {
    const { container, context } = this.#options
    return {
      container,
      clock: context.clock,
      hostPorts: context.hostPorts,
      exec: (command, signal) =>
        execForOutput({
          runtime: context.runtime,
          prepared: this.prepared,
          command,
          what: `pod ${context.podName} container ${container.name} command`,
          signal: AbortSignal.any([signal, this.#over.signal]),
        }),
    }
  }
}
