import type { RunningCluster } from './running-cluster.ts'

/** Runs helm in one namespace. */
export class Helm {
  readonly #cluster: RunningCluster
  readonly #namespace: string

  constructor(cluster: RunningCluster, namespace: string) {
    this.#cluster = cluster
    this.#namespace = namespace
  }

  try(...args: string[]) {
    return this.#cluster.run('helm', [...args, '--namespace', this.#namespace])
  }

  /** What it prints; fails the test when it fails. */
  async ok(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.try(...args)
    if (exitCode === 0) return stdout
    throw new Error([`helm ${args.join(' ')} failed`, stdout, stderr, ...this.#cluster.lines].join('\n'))
  }
}
