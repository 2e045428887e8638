import type { Clock } from '@gitops-example/kit/clock'

const lookMs = 10_000
const scarceMb = 20
/** More than what is scarce, so that it is not said again and again. */
const enoughMb = 40

export interface WatchDiskOptions {
  clock: Clock
  /** The space that is left for the platform. */
  freeMb: () => number
  /** Called with what a full disk means, and with undefined once there is space again. */
  onTrouble: (why: string | undefined) => void
}

/** Looks at the space of a disk from time to time: what writes to a full one fails in many places and words. */
export function watchDisk({ clock, freeMb, onTrouble }: WatchDiskOptions): Disposable {
  let isScarce = false
  let timer: Disposable | undefined
  const look = () => {
    const free = freeMb()
    if (!isScarce && free < scarceMb) {
      onTrouble(`${Math.floor(free)} MB are free: pushes are refused, pods do not start, logs are lost`)
    }
    if (isScarce && free >= enoughMb) onTrouble(undefined)
    isScarce = free < (isScarce ? enoughMb : scarceMb)
    timer = clock.after(lookMs, look)
  }
  look()
  return { [Symbol.dispose]: () => timer?.[Symbol.dispose]() }
}
