import type { Readable, Writable } from 'node:stream'
import type { Part } from './parts.ts'

export interface ContainerRef {
  namespace: string
  pod: string
  container: string
}

/** As in the query of a pod's `log` subresource (Kubernetes: PodLogOptions). */
export interface LogOptions {
  follow?: boolean
  /** The container's last run instead of the present one. */
  previous?: boolean
  sinceSeconds?: number
  /** RFC 3339. */
  sinceTime?: string
  tailLines?: number
  limitBytes?: number
  /** Puts the RFC 3339 time before each line. */
  timestamps?: boolean
  signal: AbortSignal
}

export interface ExecIo {
  stdin?: Readable
  stdout: Writable
  stderr: Writable
  signal: AbortSignal
}

/** What a container uses at the moment, its child processes included. */
export interface ContainerUsage extends ContainerRef {
  /** CPU over the last window, in cores. */
  cpuCores: number
  memoryBytes: number
  windowMs: number
  /** Milliseconds since the Unix epoch. */
  at: number
}

/** What the API server asks of the node, as upstream's asks a kubelet over HTTP. Errors are `StatusError`. */
export interface Kubelet extends Part {
  /** Text as `kubectl logs` prints it; ends with the container, or at once when not following. */
  logs(container: ContainerRef, options: LogOptions): AsyncIterable<string | Uint8Array>
  /** Runs a command with the container's user, environment and directory; resolves with its exit code. */
  exec(container: ContainerRef, command: readonly [string, ...string[]], io: ExecIo): Promise<number>
  /** What the container's process reads, and whether that ends with the first client; undefined where it reads nothing. */
  input(container: ContainerRef): { stdin: Writable; once: boolean } | undefined
  /** The port of 127.0.0.1 behind a port of the pod. */
  hostPort(pod: { namespace: string; pod: string }, port: number): number | undefined
  /** Running containers, measured when asked. */
  usage(): ContainerUsage[]
}
