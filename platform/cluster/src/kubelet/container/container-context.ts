import type { Clock } from '@gitops-example/kit/clock'
import type { Container } from '#kubernetes/core/v1'
import type { Image } from '../images/image-store.ts'
import type { ProcessRuntime } from '../process/process-runtime.ts'
import type { PreparedContainer } from './prepare-container.ts'

/** What a container's worker asks of its pod. */
export interface ContainerContext {
  clock: Clock
  runtime: ProcessRuntime
  /** `NAMESPACE/POD`, for people. */
  podName: string
  /** `POD_NAMESPACE(UID)`, as upstream's messages name a pod. */
  podFullName: string
  hostPorts: ReadonlyMap<number, number>
  graceMs: () => number
  pull(container: Container): Promise<Image>
  prepare(container: Container, image: Image): Promise<PreparedContainer>
  /** The file for the output of a run. */
  logPath(container: string, run: number): string
  /** Changes with every change of an object that a pod may read. */
  sourceVersion(): number
  /** Resolves with the first change after that version of an object that the pod may read; rejects when aborted. */
  sourceChanged(seen: number, signal: AbortSignal): Promise<void>
  /** The state of a container is another one. */
  changed(): void
  normal(container: string, reason: string, message: string): void
  warning(container: string, reason: string, message: string): void
  /** A run failed, or could not begin; reported once per reason until a run began. */
  failed(container: string, reason: string, lastLines: string[]): void
}
