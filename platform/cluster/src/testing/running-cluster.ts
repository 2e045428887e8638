import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { baseEnv, type ExecResult, tryExec } from '@gitops-example/kit/process/exec'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { makeImage } from '../kubelet/testing/make-image.ts'
import { type Cluster, startCluster } from '../start-cluster.ts'
import { ApiClient } from './api-client.ts'
import { findProgram } from './programs.ts'

/** What a container of the test image runs: it answers every request, counts them, and ends when asked to. */
const server = `import http from 'node:http'
let count = 0
const server = http.createServer((request, response) => {
  count++
  if (request.url === '/metrics') {
    response.setHeader('Content-Type', 'text/plain; version=0.0.4')
    return response.end('demo_requests_total ' + count + '\\n')
  }
  console.log('GET ' + request.url)
  response.end((process.env.GREETING ?? 'hello') + ' from ' + process.env.HOSTNAME + '\\n')
})
server.listen(process.env.PORT, () => console.log('listening'))
process.on('SIGTERM', () => server.close(() => process.exit(0)).closeAllConnections())
`

/** A whole cluster with a client, kubectl and an image `demo/web` (tags v1, v2 and broken), for tests with real programs. */
export class RunningCluster {
  readonly cluster: Cluster
  readonly kubeconfig: string
  readonly api: ApiClient
  readonly lines: readonly string[]
  readonly #dir: string

  private constructor(dir: string, kubeconfig: string, cluster: Cluster, lines: readonly string[]) {
    this.#dir = dir
    this.kubeconfig = kubeconfig
    this.cluster = cluster
    this.api = ApiClient.fromKubeconfig(kubeconfig)
    this.lines = lines
  }

  static async start({ watchWindow }: { watchWindow?: number } = {}): Promise<RunningCluster> {
    const dir = mkdtempSync(join(tmpdir(), 'cluster-test-'))
    // Pods of a root user's tests run as nobody and read the images below.
    chmodSync(dir, 0o755)
    for (const tag of ['v1', 'v2', 'broken']) {
      await makeImage(join(dir, 'images'), 'demo/web', tag, {
        layers: [{ 'app/server.mjs': server, 'app/migrate.js': "console.log('migrated')" }],
        config: {
          WorkingDir: '/app',
          Cmd: ['node', tag === 'broken' ? 'missing.mjs' : 'server.mjs'],
          Env: [`IMAGE_TAG=${tag}`],
        },
      })
    }
    const kubeconfig = join(dir, 'kubeconfig')
    const lines: string[] = []
    const cluster = await startCluster({
      dataDir: join(dir, 'cluster'),
      kubeconfigPath: kubeconfig,
      preferredApiPort: 0,
      node: {
        name: 'local',
        podsDir: join(dir, 'pods'),
        imagesDir: join(dir, 'images'),
        runtimePath: dirname(process.execPath),
        ledger: new ProcessLedger(join(dir, 'ledger')),
        ...(process.getuid?.() === 0 && { defaultUser: { uid: 65534, gid: 65534 } }),
      },
      network: { preferredIngressPort: 0 },
      clock: systemClock,
      ...(watchWindow !== undefined && { watchWindow }),
      log: (line) => lines.push(line),
    })
    return new RunningCluster(dir, kubeconfig, cluster, lines)
  }

  /** Runs a program against this cluster; its home is the cluster's own, so that nothing is cached elsewhere. */
  run(program: string, args: readonly string[], input?: string): Promise<ExecResult> {
    return tryExec([findProgram(program) ?? program, ...args], {
      env: this.env(),
      timeoutMs: 150_000,
      ...(input !== undefined && { input }),
    })
  }

  env(): Record<string, string> {
    return { ...baseEnv(), KUBECONFIG: this.kubeconfig, HOME: this.#dir }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.stop()
    rmSync(this.#dir, { recursive: true, force: true })
  }
}
