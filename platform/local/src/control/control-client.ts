import { type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { GitopsError } from '@gitops-example/kit/errors'
import type { RunUpdate } from '../run/delivery-run.ts'
import { type ControlFile, readControlFile } from './control-file.ts'
import type { PlatformStatus } from './platform-status.ts'

/** The running platform, seen from another process. */
export interface Control {
  readonly pid: number
  /** Throws `platform-silent` when it has not answered after 20 s. */
  status(signal?: AbortSignal): Promise<PlatformStatus>
  /**
   * Every update of the run of `commit`, from its start to its end; waits for it to start. A run that was pushed before
   * `since`, in milliseconds since the Unix epoch, is another one. Whoever pushed it says by `startedAt` when that began.
   */
  follow(
    commit: string,
    options?: { since?: number; startedAt?: number; signal?: AbortSignal },
  ): AsyncIterable<RunUpdate>
  /** Asks the platform to stop; resolves when it has accepted. */
  stop(signal?: AbortSignal): Promise<void>
}

/** A busy platform takes a while; one that takes longer is of no help to who asks. */
const statusLimitMs = 20_000

/** `undefined` when no platform runs for this checkout. */
export function connectControl(runDir: string, limitMs = statusLimitMs): Control | undefined {
  const file = readControlFile(runDir)
  if (file === undefined) return undefined
  return {
    pid: file.pid,
    status: (signal) => readStatus(file, limitMs, signal),
    stop: async (signal) => void (await call(file, 'POST', '/stop', signal)).resume(),
    async *follow(commit, { since = 0, startedAt, signal } = {}) {
      const started = startedAt === undefined ? '' : `&startedAt=${startedAt}`
      const path = `/runs/${encodeURIComponent(commit)}/updates?since=${since}${started}`
      const response = await call(file, 'GET', path, signal)
      yield* jsonLines<RunUpdate>(response)
    },
  }
}

async function readStatus(file: ControlFile, limitMs: number, signal?: AbortSignal): Promise<PlatformStatus> {
  const limit = AbortSignal.timeout(limitMs)
  try {
    const both = signal === undefined ? limit : AbortSignal.any([signal, limit])
    return (await json(await call(file, 'GET', '/status', both))) as PlatformStatus
  } catch (error) {
    signal?.throwIfAborted()
    if (!limit.aborted) throw error
    throw new GitopsError(
      'platform-silent',
      `The platform (pid ${file.pid}) runs and has not answered for ${limitMs / 1000} s.`,
      { hint: 'Try again in a moment; gitops down ends one that hangs, by force if it must.', cause: error },
    )
  }
}

/** Not by `fetch`, which may be told to use a proxy, and gives up on an answer that is silent for five minutes. */
async function call(
  { url, token }: ControlFile,
  method: string,
  path: string,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const headers = { authorization: `Bearer ${token}` }
  request(`${url}${path}`, { method, headers, agent: false, ...(signal ? { signal } : {}) }, resolve)
    .on('error', reject)
    .end()
  const response = await promise
  if (response.statusCode === 200) return response
  response.destroy()
  throw new GitopsError(
    'control-failed',
    `The platform answered ${response.statusCode} to ${method} ${path}.`,
    {
      hint: 'See .gitops/logs/platform.log.',
    },
  )
}

async function* jsonLines<T>(response: IncomingMessage): AsyncIterable<T> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of response) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield JSON.parse(line) as T
  }
}
