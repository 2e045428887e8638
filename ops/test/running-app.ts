import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietPort } from '@gitops-example/kit/testing/quiet-port'
import { expect, vi } from 'vitest'
import { root, run } from './programs.ts'

/** When the commit of every app run here was made. */
export const committedAt = '2026-01-01T00:00:00Z'

/** Bundles an app of dev/ as its image holds it and runs it; resolves when it answers. */
export async function runApp(
  app: string,
  env: Record<string, string>,
): Promise<{ url: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), `${app}-`))
  const built = await run([process.execPath, join(root, 'dev', app, 'build.ts'), join(folder, 'app')])
  expect(built.exitCode, built.stderr).toBe(0)
  const port = await quietPort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [join(folder, 'app', 'main.js')], {
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      APP_VERSION: 'abc123',
      APP_COMMITTED_AT: committedAt,
      POD_NAME: `${app}-test`,
      ...env,
    },
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  const dispose = async () => {
    child.kill('SIGKILL')
    await exited
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await vi.waitFor(async () => expect((await fetch(`${url}/livez`)).status).toBe(200), { timeout: 60_000 })
  } catch (error) {
    await dispose()
    throw error
  }
  return { url, [Symbol.asyncDispose]: dispose }
}
