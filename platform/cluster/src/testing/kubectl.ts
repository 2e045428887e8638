import type { RunningCluster } from './running-cluster.ts'

export interface KubectlResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** Runs kubectl in a namespace of its own, which is made by `Kubectl.in`. */
export class Kubectl {
  readonly #cluster: RunningCluster
  readonly #program: string
  readonly namespace: string

  private constructor(cluster: RunningCluster, namespace: string, program: string) {
    this.#cluster = cluster
    this.namespace = namespace
    this.#program = program
  }

  static async in(cluster: RunningCluster, namespace: string, program = 'kubectl'): Promise<Kubectl> {
    await cluster.api.call('POST', '/api/v1/namespaces', { body: { metadata: { name: namespace } } })
    return new Kubectl(cluster, namespace, program)
  }

  /** Whatever comes of it. */
  async try(args: readonly string[], input?: string): Promise<KubectlResult> {
    return this.#cluster.run(this.#program, ['--namespace', this.namespace, ...args], input)
  }

  /** What it prints; fails the test when it fails. Words are split at spaces. */
  async ok(command: string, input?: string): Promise<string> {
    return this.args(command.split(' '), input)
  }

  async args(args: readonly string[], input?: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.try(args, input)
    if (exitCode !== 0) throw new Error(`kubectl ${args.join(' ')} failed\n${stdout}\n${stderr}`)
    return stdout
  }

  /** What it says when it fails; fails the test when it does not. */
  async fails(command: string, input?: string): Promise<string> {
    const { exitCode, stdout, stderr } = await this.try(command.split(' '), input)
    if (exitCode === 0) throw new Error(`kubectl ${command} should fail\n${stdout}`)
    return stderr
  }
}

export interface WebOptions {
  name?: string
  replicas?: number
  tag?: string
  strategy?: object
  env?: object[]
}

/** A Deployment of the test image and its Service, as YAML-compatible JSON. */
export function webManifest({
  name = 'web',
  replicas = 1,
  tag = 'v1',
  strategy,
  env = [],
}: WebOptions = {}): string {
  const labels = { app: name }
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      ...(strategy && { strategy }),
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 2,
          containers: [
            {
              name: 'web',
              image: `demo/web:${tag}`,
              ports: [{ name: 'http', containerPort: 8080 }],
              env: [{ name: 'PORT', value: '8080' }, ...env],
              readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
            },
          ],
        },
      },
    },
  }
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels },
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  }
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [deployment, service] })
}
