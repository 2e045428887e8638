import { goesOnLine } from '@gitops-example/local/push/goes-on-line'
import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import type { Io } from '../io.ts'

/** Waits for the end of a delivery; undefined when the person stops looking, who is told that it goes on. */
export async function untilInterrupted(
  io: Io,
  commit: string,
  following: Promise<DeliveryRun>,
): Promise<DeliveryRun | undefined> {
  try {
    return await following
  } catch (error) {
    if (!io.signal.aborted) throw error
    io.err(goesOnLine(commit))
    return undefined
  }
}

/** 0 for a delivery that is live, or of which nothing has to be live; 1 for one that is not. */
export function exitCodeOf({ state }: DeliveryRun): number {
  return state === 'failed' || state === 'interrupted' ? 1 : 0
}
