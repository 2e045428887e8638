import type { Writable } from 'node:stream'
import type { Clock } from '@gitops-example/kit/clock'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import type { ContainerRef, ContainerUsage, ExecIo, Kubelet, LogOptions } from '../client/kubelet.ts'
import { badRequest, notFound, StatusError } from '../machinery/status-error.ts'
import { parseTime } from '../machinery/time.ts'
import type { ContainerWorker } from './container/container-worker.ts'
import { execInContainer } from './container/exec-in-container.ts'
import { readLog } from './logs/read-log.ts'
import type { PodWorkers } from './pod/pod-workers.ts'
import type { ProcessRuntime } from './process/process-runtime.ts'
import { UsageMeter } from './process/usage-meter.ts'

interface NodeServerOptions {
  workers: PodWorkers
  runtime: ProcessRuntime
  clock: Clock
  stop: () => Promise<void>
}

/** What the API server asks of this node. */
export class NodeServer implements Kubelet {
  readonly #options: NodeServerOptions
  readonly #meter: UsageMeter

  constructor(options: NodeServerOptions) {
    this.#options = options
    this.#meter = new UsageMeter(options.clock)
  }

  stop(): Promise<void> {
    return this.#options.stop()
  }

  logs(ref: ContainerRef, options: LogOptions): AsyncIterable<Uint8Array> {
    const { follow = false, previous = false, timestamps = false, sinceSeconds, sinceTime, signal } = options
    const worker = this.#find(ref)
    const log = worker.log(previous)
    if (log === undefined) throw noLog(ref, worker, previous)
    const sinceMs =
      sinceSeconds === undefined ? parseTime(sinceTime) : this.#options.clock.now() - sinceSeconds * 1000
    return readLog(log, {
      follow,
      timestamps,
      signal,
      ...(sinceMs === undefined ? {} : { sinceMs }),
      ...(options.tailLines === undefined ? {} : { tailLines: options.tailLines }),
      ...(options.limitBytes === undefined ? {} : { limitBytes: options.limitBytes }),
    })
  }

  async exec(ref: ContainerRef, command: readonly [string, ...string[]], io: ExecIo): Promise<number> {
    const { run } = this.#find(ref)
    if (run === undefined) throw notRunning(ref)
    const signal = AbortSignal.any([io.signal, run.over])
    try {
      return await execInContainer({
        ...io,
        runtime: this.#options.runtime,
        prepared: run.prepared,
        command,
        what: `pod ${ref.namespace}/${ref.pod} container ${ref.container} command`,
        signal,
      })
    } catch (error) {
      if (io.signal.aborted) throw error
      if (run.over.aborted) return 137 // the container ended, and the command with it
      if (!(error instanceof GitopsError)) throw error
      const message = `Internal error occurred: error executing command in container: ${describeError(error)}`
      throw new StatusError(500, 'InternalError', message, { cause: error })
    }
  }

  input(ref: ContainerRef): { stdin: Writable; once: boolean } | undefined {
    const { run, container } = this.#find(ref)
    if (!container.stdin) return undefined
    if (run?.stdin === undefined) throw notRunning(ref)
    return { stdin: run.stdin, once: container.stdinOnce ?? false }
  }

  hostPort({ namespace, pod }: { namespace: string; pod: string }, port: number): number | undefined {
    return this.#options.workers.find(namespace, pod)?.hostPorts.get(port)
  }

  usage(): ContainerUsage[] {
    const running = this.#options.workers.all().flatMap((pod) =>
      pod.workers.flatMap(({ container, run }) => {
        if (run?.pid === undefined) return []
        const { namespace = '', name } = pod.pod.metadata
        const ref = { namespace, pod: name, container: container.name }
        return [{ ref, group: run.pid, startedAt: run.startedAt, id: run.containerID }]
      }),
    )
    return this.#meter.measure(running)
  }

  #find({ namespace, pod, container }: ContainerRef): ContainerWorker {
    const worker = this.#options.workers.find(namespace, pod)
    if (worker === undefined) throw notFound({ resource: 'pods', group: '', kind: 'Pod' }, pod)
    const found = worker.worker(container)
    if (found === undefined) throw badRequest(`container ${container} is not valid for pod ${pod}`)
    return found
  }
}

function notRunning({ container }: ContainerRef): StatusError {
  return new StatusError(500, 'InternalError', `container not running (${container})`)
}

function noLog({ pod, container }: ContainerRef, { state }: ContainerWorker, previous: boolean): StatusError {
  if (previous) return badRequest(`previous terminated container "${container}" in pod "${pod}" not found`)
  const reason = state.run.phase === 'waiting' ? state.run.reason : 'ContainerCreating'
  const why = /PullBackOff|ErrImage|InvalidImage/.test(reason) ? `trying and failing to pull image` : reason
  return badRequest(`container "${container}" in pod "${pod}" is waiting to start: ${why}`)
}
