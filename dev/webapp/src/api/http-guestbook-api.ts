import { setTimeout as delay } from 'node:timers/promises'
import { ApiError, type Caller, type GuestbookApi } from './guestbook-api.ts'
import { parseEntryPage, parseFieldProblems } from './parse-answer.ts'
import type { Answer, HttpSender, Request } from './send.ts'

const pageSize = 20
const callTimeoutMs = 3_000
const maxRetries = 2
const firstPauseMs = 50

interface Options {
  readonly sender: HttpSender
  /** Waits between attempts; tests replace it. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The API over HTTP. The timeout covers a whole call with its retries. */
export function createHttpGuestbookApi({ sender, pause = pauseFor }: Options): GuestbookApi {
  const once = async (request: Request, signal: AbortSignal): Promise<Answer> => {
    const answer = await sender.send(request, signal)
    if (answer.status >= 500) {
      throw new ApiError('failed', `${request.method} of the API failed with ${answer.status}.`, {
        status: answer.status,
      })
    }
    return answer
  }

  /** Only for methods that may be repeated (RFC 9110, section 9.2.2). */
  const repeatedly = async (request: Request, caller: Caller): Promise<Answer> => {
    const signal = AbortSignal.timeout(callTimeoutMs)
    for (let retry = 0; ; retry++) {
      try {
        return await once(request, signal)
      } catch (error) {
        const again = error instanceof ApiError && error.retryable && retry < maxRetries && !signal.aborted
        if (!again) throw error
        caller.log.warn({ err: error, retry: retry + 1 }, 'call of the API failed, trying again')
        try {
          // Full jitter, so that the pods do not come back to a recovering API in step.
          await pause(firstPauseMs * 2 ** retry * (0.5 + Math.random()), signal)
        } catch {
          // The call's time ran out while waiting; the reason of the last attempt says more.
          throw error
        }
      }
    }
  }

  return {
    async list(cursor, caller) {
      const query = new URLSearchParams({
        limit: String(pageSize),
        ...(cursor === undefined ? {} : { cursor }),
      })
      const request: Request = { method: 'GET', path: `/entries?${query}`, requestId: caller.requestId }
      const answer = await repeatedly(request, caller)
      if (answer.status !== 200) throw refusal(request, answer)
      return parseEntryPage(answer)
    },

    async add(draft, { requestId }) {
      const request: Request = { method: 'POST', path: '/entries', requestId, json: draft }
      const answer = await once(request, AbortSignal.timeout(callTimeoutMs))
      if (answer.status !== 201) throw refusal(request, answer)
    },

    async remove(id, caller) {
      const path = `/entries/${encodeURIComponent(id)}`
      const request: Request = { method: 'DELETE', path, requestId: caller.requestId }
      const answer = await repeatedly(request, caller)
      // 404 is success too: somebody else, or an attempt whose answer was lost, removed it.
      if (answer.status !== 204 && answer.status !== 404) throw refusal(request, answer)
    },

    close: sender.close,
  }
}

function refusal(request: Request, answer: Answer): ApiError {
  const code = answer.status >= 400 ? 'refused' : 'malformed'
  return new ApiError(code, `${request.method} of the API was answered with ${answer.status}.`, {
    status: answer.status,
    problems: parseFieldProblems(answer),
  })
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal })
}
