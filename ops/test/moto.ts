import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { quietPort } from '@gitops-example/kit/testing/quiet-port'
import { expect, vi } from 'vitest'
import { findProgram } from './programs.ts'

/** A cloud in memory that answers like AWS. */
export interface Moto extends AsyncDisposable {
  /** Leads programs that use AWS here, with keys that open nothing else. */
  env: Record<string, string>
  /** With one, moto refuses plain HTTP as AWS would. */
  removeBucketPolicy: (bucket: string) => Promise<void>
  putObject: (bucket: string, key: string, text: string) => Promise<void>
  getObject: (bucket: string, key: string) => Promise<Response>
  /** The text of a secret that was made in it. */
  secret: (name: string) => Promise<string>
}

/** Starts moto on a free port and resolves when it answers. */
export async function startMoto(region: string): Promise<Moto> {
  const port = await quietPort()
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
      timeout: 60_000,
      interval: 100,
    })
  } catch (error) {
    await dispose()
    throw error
  }
  /** moto reads no more of a signature than the region and the service. */
  const call = async (service: string, path: string, init: RequestInit) => {
    const scope = `Credential=testing/20260101/${region}/${service}/aws4_request`
    const headers = { ...init.headers, Authorization: `AWS4-HMAC-SHA256 ${scope}` }
    const response = await fetch(url + path, { ...init, headers })
    expect(response.ok, `${init.method ?? 'GET'} ${path}: ${response.status}`).toBe(true)
    return response
  }
  return {
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      // Nobody's own settings lead elsewhere.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    },
    removeBucketPolicy: async (bucket) => {
      await call('s3', `/${bucket}?policy`, { method: 'DELETE' })
    },
    putObject: async (bucket, key, text) => {
      await call('s3', `/${bucket}/${key}`, { method: 'PUT', body: text })
    },
    getObject: (bucket, key) => call('s3', `/${bucket}/${key}`, {}),
    secret: async (name) => {
      const headers = { 'X-Amz-Target': 'secretsmanager.GetSecretValue' }
      const body = JSON.stringify({ SecretId: name })
      const response = await call('secretsmanager', '/', { method: 'POST', headers, body })
      const { SecretString }: { SecretString?: unknown } = JSON.parse(await response.text())
      return String(SecretString)
    },
    [Symbol.asyncDispose]: dispose,
  }
}
