import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { baseEnv } from '@gitops-example/kit/process/exec'

/** The reference registry (the program docker-registry) on a free port of this machine, with users or open to all. */
export class RegistryServer implements AsyncDisposable {
  readonly folder: string
  readonly host: string
  readonly #child: ChildProcess

  private constructor(folder: string, host: string, child: ChildProcess) {
    this.folder = folder
    this.host = host
    this.#child = child
  }

  static async start({ secured = false } = {}): Promise<RegistryServer> {
    const folder = mkdtempSync(join(tmpdir(), 'gitops-registry-'))
    const users = join(folder, 'htpasswd')
    writeFileSync(users, `${testUser}:${bcryptOfTestPassword}\n`)
    const config = {
      version: '0.1',
      log: { level: 'info' },
      storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
      http: { addr: '127.0.0.1:0', secret: 'of one test' },
      ...(secured ? { auth: { htpasswd: { realm: 'test', path: users } } } : {}),
    }
    writeFileSync(join(folder, 'config.yml'), JSON.stringify(config))
    const child = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
      env: baseEnv(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const host = await listening(child)
    return new RegistryServer(folder, host, child)
  }

  /** A file of credentials for skopeo (containers-auth.json(5)). */
  authFile(name: string, password: string): string {
    mkdirSync(this.folder, { recursive: true })
    const path = join(this.folder, `auth-${name}-${password.length}.json`)
    const auth = Buffer.from(`${name}:${password}`).toString('base64')
    writeFileSync(path, JSON.stringify({ auths: { [this.host]: { auth } } }))
    return path
  }

  /** Ends the server; what it holds stays until it is disposed. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    this.#child.kill()
    await once(this.#child, 'exit')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export const testUser = 'ann'
export const testPassword = 'open-sesame'
const bcryptOfTestPassword = '$2b$05$abcdefghijklmnopqrstuutXu9KzOt.1yBoZUeFWoT/914/JfszCO'

function listening(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let log = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    if (log.includes('listening on')) return
    log += chunk.toString()
    const address = /listening on (127\.0\.0\.1:\d+)/.exec(log)?.[1]
    if (address !== undefined) resolve(address)
  })
  child.once('error', reject)
  child.once('exit', (code) => reject(new Error(`docker-registry ended with code ${code}: ${log}`)))
  return promise
}
