import { sleep } from '@gitops-example/kit/clock'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { Container } from '#kubernetes/core/v1'
import type { Image } from '../images/image-store.ts'
import { type ContainerLog, removeLog } from '../logs/container-log.ts'
import { lastLines } from '../logs/last-lines.ts'
import { MissingSource } from '../volumes/volume-files.ts'
import type { ContainerContext } from './container-context.ts'
import { ContainerRun } from './container-run.ts'
import { type ContainerState, firstState, type Termination } from './container-state.ts'
import { GracePeriod } from './grace-period.ts'
import type { PreparedContainer } from './prepare-container.ts'
import { formatDuration, RestartBackOff, shouldRestart } from './restart.ts'

const linesOfFailure = 20

/** A container of a pod through all its runs. Started once, ended once. */
export class ContainerWorker {
  container: Container
  readonly state: ContainerState
  readonly #context: ContainerContext
  readonly #restartPolicy: string
  readonly #stopping = new AbortController()
  readonly #backOff = new RestartBackOff()
  readonly #isStarted = Promise.withResolvers<void>()
  #grace: GracePeriod | undefined
  #isReplaced = false
  /** Ends a pause before the next attempt. */
  #pausing = new AbortController()
  #finished: Promise<void> = Promise.resolve()
  #run: ContainerRun | undefined
  #logs: { present: ContainerLog | undefined; previous: ContainerLog | undefined; paths: string[] } = {
    present: undefined,
    previous: undefined,
    paths: [],
  }
  readonly #attempts = new RestartBackOff()
  #toldFailure: string | undefined

  constructor(container: Container, restartPolicy: string, firstReason: string, context: ContainerContext) {
    this.container = container
    this.#context = context
    this.#restartPolicy = restartPolicy
    this.state = firstState(container.name, container.image ?? '', firstReason)
  }

  /** Begins; resolves when no run will follow any more. */
  start(): Promise<void> {
    this.#finished = this.#live()
    return this.#finished
  }

  /** Resolves when a run of the container is started in the sense of its status, or when none ever will be. */
  get started(): Promise<void> {
    return Promise.race([this.#isStarted.promise, this.#finished])
  }

  /** The run that goes on at the moment. */
  get run(): ContainerRun | undefined {
    return this.state.run.phase === 'running' ? this.#run : undefined
  }

  log(previous: boolean): ContainerLog | undefined {
    return previous ? this.#logs.previous : this.#logs.present
  }

  /** Takes another image, the one field of a container that may change; a run of the old one ends. */
  changeImage(image: string): void {
    this.container = { ...this.container, image }
    this.state.image = image
    this.#pausing.abort()
    const { run } = this
    if (run === undefined) return
    this.#isReplaced = true
    const { name } = this.container
    this.#context.normal(name, 'Killing', `Container ${name} definition changed, will be restarted`)
    this.#endRun(run, this.#context.graceMs())
  }

  /** Lets no run follow and ends the present one; resolves when it is gone. */
  async stop(grace: GracePeriod): Promise<void> {
    this.#grace = grace
    const { run } = this
    if (run !== undefined && !this.#stopping.signal.aborted) {
      this.#context.normal(this.container.name, 'Killing', `Stopping container ${this.container.name}`)
    }
    this.#stopping.abort()
    await run?.end(grace)
    await this.#finished
  }

  async #live(): Promise<void> {
    for (;;) {
      const termination = await this.#runWhenPossible()
      if (termination === undefined) return
      this.state.run = { phase: 'terminated', ...termination }
      const isReplaced = this.#isReplaced
      this.#isReplaced = false
      const willRestart =
        !this.#stopping.signal.aborted &&
        (isReplaced || shouldRestart(this.#restartPolicy, termination.exitCode))
      if (!willRestart) return this.#context.changed()
      this.state.last = termination
      if (!isReplaced) await this.#pause(termination)
      if (this.#stopping.signal.aborted) return
      this.state.restartCount++
    }
  }

  /** Undefined when the container is to end before it could start. */
  async #runWhenPossible(): Promise<Termination | undefined> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const seen = this.#context.sourceVersion()
      try {
        const image = await this.#pull()
        const prepared = await this.#context.prepare(this.container, image)
        if (!signal.aborted) return await this.#runOnce(prepared)
      } catch (error) {
        await this.#waitAfter(error, seen).catch(() => {}) // aborted: the container is to end, or has another image
      }
    }
    return undefined
  }

  async #pull(): Promise<Image> {
    const { name, image: imageName } = this.container
    const image = await this.#context.pull(this.container)
    this.state.imageID = image.id
    const message = image.wasPresent
      ? `Container image "${imageName}" already present on machine`
      : `Successfully pulled image "${imageName}"`
    this.#context.normal(name, 'Pulled', message)
    return image
  }

  async #waitAfter(error: unknown, seen: number): Promise<void> {
    const { clock } = this.#context
    const { name, image } = this.container
    const signal = this.#pauseSignal()
    const message = describeError(error)
    const code = error instanceof GitopsError ? error.code : ''
    if (error instanceof MissingSource) {
      this.#context.warning(name, 'FailedMount', message)
      return this.#context.sourceChanged(seen, signal)
    }
    if (code.startsWith('image-')) {
      const reason = code === 'image-never-pull' ? 'ErrImageNeverPull' : 'ErrImagePull'
      this.#wait(reason, message, `Failed to pull image "${image}": ${message}`)
      this.#attempts.next(clock.now(), clock.now())
      const waitMs = this.#attempts.currentMs
      if (reason === 'ErrImagePull') {
        const backOff = `Back-off pulling image "${image}"`
        this.#context.normal(name, 'BackOff', backOff)
        this.state.run = {
          phase: 'waiting',
          reason: 'ImagePullBackOff',
          message: `${backOff}: ${reason}: ${message}`,
        }
        this.#context.changed()
      }
      return sleep(clock, waitMs, signal)
    }
    if (code === 'invalid-image-name' || code === 'create-container-config-error') {
      const reason = code === 'invalid-image-name' ? 'InvalidImageName' : 'CreateContainerConfigError'
      this.#wait(reason, message, message)
      return this.#context.sourceChanged(seen, signal)
    }
    this.#wait('CreateContainerError', message, message)
    this.#attempts.next(clock.now(), clock.now())
    return sleep(clock, this.#attempts.currentMs, signal)
  }

  #wait(reason: string, message: string, event: string): void {
    this.state.run = { phase: 'waiting', reason, message }
    this.#context.warning(this.container.name, 'Failed', event)
    if (this.#toldFailure !== message) this.#context.failed(this.container.name, reason, [message])
    this.#toldFailure = message
    this.#context.changed()
  }

  async #runOnce(prepared: PreparedContainer): Promise<Termination> {
    const { name } = this.container
    const context = this.#context
    const run = new ContainerRun({
      container: this.container,
      prepared,
      context,
      logPath: this.#nextLogPath(),
      onChange: () => this.#observe(run),
      onUnhealthy: (message, graceMs) => {
        context.normal(name, 'Killing', message)
        this.#endRun(run, graceMs ?? context.graceMs())
      },
    })
    this.#run = run
    this.#logs.previous = this.#logs.present
    this.#logs.present = run.log
    this.state.containerID = run.containerID
    context.normal(name, 'Created', `Created container: ${name}`)
    if (run.pid !== undefined) {
      this.#toldFailure = undefined
      this.state.run = { phase: 'running', containerID: run.containerID, startedAt: run.startedAt }
      context.normal(name, 'Started', `Started container ${name}`)
      this.#observe(run)
      void run.watch()
    }
    if (this.#stopping.signal.aborted && this.#grace !== undefined) void run.end(this.#grace)
    const termination = await run.ended
    this.state.isReady = false
    this.state.isStarted = false
    if (termination.reason === 'StartError') context.warning(name, 'Failed', `Error: ${termination.message}`)
    if (termination.exitCode !== 0 && !this.#stopping.signal.aborted) {
      const lines = await lastLines(run.log, linesOfFailure)
      context.failed(name, termination.reason, lines.length === 0 ? [termination.message ?? ''] : lines)
    }
    return termination
  }

  #endRun(run: ContainerRun, graceMs: number): void {
    const grace = new GracePeriod(this.#context.clock, graceMs)
    void run.end(grace).finally(() => grace[Symbol.dispose]())
  }

  #observe(run: ContainerRun): void {
    if (this.#run !== run) return
    this.state.isStarted = run.isStarted
    this.state.isReady = run.isReady
    if (run.isStarted) this.#isStarted.resolve()
    this.#context.changed()
  }

  async #pause(termination: Termination): Promise<void> {
    const { clock, podFullName } = this.#context
    const { name } = this.container
    const waitMs = this.#backOff.next(termination.finishedAt, clock.now())
    if (waitMs === 0) return this.#context.changed()
    const message = `back-off ${formatDuration(waitMs)} restarting failed container=${name} pod=${podFullName}`
    this.state.run = { phase: 'waiting', reason: 'CrashLoopBackOff', message }
    const signal = this.#pauseSignal()
    this.#context.warning(name, 'BackOff', message.replace(/^back-off \S+/, 'Back-off'))
    this.#context.changed()
    await sleep(clock, waitMs, signal).catch(() => {})
  }

  #pauseSignal(): AbortSignal {
    this.#pausing = new AbortController()
    return AbortSignal.any([this.#pausing.signal, this.#stopping.signal])
  }

  /** Logs of the present and the previous run are kept. */
  #nextLogPath(): string {
    const path = this.#context.logPath(this.container.name, this.state.restartCount)
    this.#logs.paths.push(path)
    const old = this.#logs.paths.length > 2 ? this.#logs.paths.shift() : undefined
    if (old !== undefined) removeLog(old)
    return path
  }
}
