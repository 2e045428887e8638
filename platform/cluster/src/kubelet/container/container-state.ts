/** How one run of a container ended; times in milliseconds since the Unix epoch. */
export interface Termination {
  containerID: string
  exitCode: number
  signal?: number
  /** `Completed`, `Error`, `OOMKilled`, `StartError` or `ContainerStatusUnknown`. */
  reason: string
  message?: string
  startedAt: number
  finishedAt: number
}

export type RunState =
  | { phase: 'waiting'; reason: string; message?: string }
  | { phase: 'running'; containerID: string; startedAt: number }
  | ({ phase: 'terminated' } & Termination)

/** Where a container stands, as its status has it. */
export interface ContainerState {
  name: string
  image: string
  imageID: string
  containerID?: string
  run: RunState
  last?: Termination
  restartCount: number
  /** The startup probe succeeded, or there is none and the container runs. */
  isStarted: boolean
  isReady: boolean
}

export function firstState(name: string, image: string, reason: string): ContainerState {
  return {
    name,
    image,
    imageID: '',
    run: { phase: 'waiting', reason },
    restartCount: 0,
    isStarted: false,
    isReady: false,
  }
}
