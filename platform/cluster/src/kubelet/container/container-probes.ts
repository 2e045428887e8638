import type { Clock } from '@gitops-example/kit/clock'
import type { Container } from '#kubernetes/core/v1'
import { type CheckContext, runCheck } from '../probes/check.ts'
import { Prober } from '../probes/prober.ts'

interface ContainerProbesOptions {
  container: Container
  clock: Clock
  context: CheckContext
  onStarted: () => void
  onReady: (isReady: boolean) => void
  /** Startup or liveness failed: the container is to be restarted. */
  onUnhealthy: (message: string) => void
  onFailure: (message: string) => void
}

/** The probes of one run of a container: startup first, the others once it has succeeded. */
export class ContainerProbes implements Disposable {
  readonly #options: ContainerProbesOptions
  readonly #active = new Map<'startup' | 'liveness' | 'readiness', Prober>()

  constructor(options: ContainerProbesOptions) {
    this.#options = options
    const { startupProbe } = options.container
    if (startupProbe === undefined) this.#afterStartup()
    else {
      this.#begin('startup', 'Startup', startupProbe, (isSuccess) => {
        this.#end('startup')
        if (isSuccess) this.#afterStartup()
        else this.#fail('startup')
      })
    }
  }

  /** Ends what could restart the container; a container that is ending is still asked whether it is ready. */
  stopRestarting(): void {
    this.#end('startup')
    this.#end('liveness')
  }

  [Symbol.dispose]() {
    for (const prober of this.#active.values()) prober[Symbol.dispose]()
    this.#active.clear()
  }

  #afterStartup(): void {
    const { container, onReady, onStarted } = this.#options
    onStarted()
    const { readinessProbe, livenessProbe } = container
    if (readinessProbe === undefined) onReady(true)
    else this.#begin('readiness', 'Readiness', readinessProbe, onReady)
    if (livenessProbe !== undefined) {
      this.#begin('liveness', 'Liveness', livenessProbe, (isSuccess) => {
        if (!isSuccess) this.#fail('liveness')
      })
    }
  }

  #begin(
    kind: 'startup' | 'liveness' | 'readiness',
    word: string,
    probe: NonNullable<Container['livenessProbe']>,
    onVerdict: (isSuccess: boolean) => void,
  ): void {
    const { clock, context, onFailure } = this.#options
    const prober = new Prober({
      probe,
      clock,
      check: (signal) => runCheck(probe, context, signal),
      onVerdict,
      onFailure: (output) => onFailure(`${word} probe failed: ${output}`),
      isEager: kind !== 'liveness',
      ...(probe.exec === undefined ? {} : { eagerEveryMs: 100 }), // each look is a process
    })
    this.#active.set(kind, prober)
  }

  #end(kind: 'startup' | 'liveness'): void {
    this.#active.get(kind)?.[Symbol.dispose]()
    this.#active.delete(kind)
  }

  #fail(kind: 'startup' | 'liveness'): void {
    this.stopRestarting()
    this.#options.onUnhealthy(
      `Container ${this.#options.container.name} failed ${kind} probe, will be restarted`,
    )
  }
}
