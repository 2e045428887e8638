import { GitopsError } from '@gitops-example/kit/errors'
import type { RunUpdate } from '../run/delivery-run.ts'
import { type ControlFile, readControlFile } from './control-file.ts'
import type { PlatformStatus } from './platform-status.ts'

/** The running platform, seen from another process. */
export interface Control {
  readonly pid: number
  status(): Promise<PlatformStatus>
  /**
   * Every update of the run of `commit`, from its start to its end; waits for it to start. A run that was pushed before
   * `since`, in milliseconds since the Unix epoch, is another one.
   */
  follow(commit: string, options?: { since?: number; signal?: AbortSignal }): AsyncIterable<RunUpdate>
  /** Asks the platform to stop; resolves when it has accepted. */
  stop(signal?: AbortSignal): Promise<void>
}

/** `undefined` when no platform runs for this checkout. */
export function connectControl(runDir: string): Control | undefined {
  const file = readControlFile(runDir)
  if (file === undefined) return undefined
  return {
    pid: file.pid,
    status: async () => (await call(file, 'GET', '/status')).json() as Promise<PlatformStatus>,
    stop: async (signal) => void (await call(file, 'POST', '/stop', signal)),
    async *follow(commit, { since = 0, signal } = {}) {
      const path = `/runs/${encodeURIComponent(commit)}/updates?since=${since}`
      const response = await call(file, 'GET', path, signal)
      yield* jsonLines<RunUpdate>(response)
    },
  }
}

async function call(file: ControlFile, method: string, path: string, signal?: AbortSignal) {
  const response = await fetch(`${file.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${file.token}` },
    ...(signal ? { signal } : {}),
  })
  if (!response.ok) {
    throw new GitopsError(
      'control-failed',
      `The platform answered ${response.status} to ${method} ${path}.`,
      {
        hint: 'See .gitops/logs/platform.log.',
      },
    )
  }
  return response
}

async function* jsonLines<T>(response: Response): AsyncIterable<T> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') yield JSON.parse(line) as T
  }
}
