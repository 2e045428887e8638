import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort } from '@gitops-example/kit/free-port'
import { expect, vi } from 'vitest'
import { findProgram } from './programs.ts'

export interface Moto extends AsyncDisposable {
  url: string
  /** The text of a secret that was made in it. */
  secret: (region: string, name: string) => Promise<string>
}

/** Starts moto, which answers like AWS and keeps everything in memory; resolves when it answers. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(findProgram('moto_server') ?? 'moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    // The policies that AWS itself manages are in it on request only.
    env: { PATH: process.env.PATH, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' },
    stdio: 'ignore',
  })
  const exited = once(child, 'exit')
  const dispose = async () => {
    child.kill('SIGKILL')
    await exited
  }
  try {
    await vi.waitFor(async () => expect((await fetch(`${url}/moto-api/`)).status).toBe(200), {
      timeout: 30_000,
      interval: 100,
    })
  } catch (error) {
    await dispose()
    throw error
  }
  return {
    url,
    secret: async (region, name) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'X-Amz-Target': 'secretsmanager.GetSecretValue',
          // Its region is all that moto reads of a signature.
          Authorization: `AWS4-HMAC-SHA256 Credential=testing/20260101/${region}/secretsmanager/aws4_request`,
        },
        body: JSON.stringify({ SecretId: name }),
      })
      const { SecretString }: { SecretString?: string } = JSON.parse(await response.text())
      return SecretString ?? ''
    },
    [Symbol.asyncDispose]: dispose,
  }
}
