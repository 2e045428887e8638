/** Which runs of a container are followed by another (Kubernetes: Pod Lifecycle, "Container restart policy"). */
export function shouldRestart(policy: string, exitCode: number): boolean {
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
}

const firstDelayMs = 10_000
const longestDelayMs = 300_000
const forgetAfterMs = 600_000

/**
 * The pauses before restarts, as the kubelet makes them: none before the first, then 10 s doubling to five minutes,
 * counted from the end of the run. Ten minutes without a restart make it forget.
 */
export class RestartBackOff {
  #delayMs = 0
  #lastAt = Number.NEGATIVE_INFINITY

  /** Milliseconds to wait now before the next attempt, after a run that ended at `finishedAt`. */
  next(finishedAt: number, now: number): number {
    if (finishedAt - this.#lastAt > forgetAfterMs) this.#delayMs = 0
    const waitMs = Math.max(0, finishedAt + this.#delayMs - now)
    this.#delayMs = this.#delayMs === 0 ? firstDelayMs : Math.min(2 * this.#delayMs, longestDelayMs)
    this.#lastAt = now + waitMs
    return waitMs
  }

  /** The pause that the last call of `next` was about, for people. */
  get currentMs(): number {
    return this.#delayMs
  }
}

/** `1m20s`, as Go writes durations. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`
}
