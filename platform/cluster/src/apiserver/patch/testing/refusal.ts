import { StatusError } from '../../../machinery/status-error.ts'

/** The `Status` with which the API refuses the action; fails when it does not. */
export function refusal(action: () => unknown): StatusError['status'] {
  try {
    action()
  } catch (error) {
    if (error instanceof StatusError) return error.status
    throw error
  }
  throw new Error('it was not refused')
}
