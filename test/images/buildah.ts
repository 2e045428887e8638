import { join } from 'node:path'
import { exec, tryExec } from '@gitops-example/kit/process/exec'

export interface ImageConfig {
  readonly User: string
  readonly Env: readonly string[]
  readonly Entrypoint: readonly string[]
  readonly WorkingDir: string
  readonly Labels: Readonly<Record<string, string>>
  readonly Healthcheck?: unknown
}

export interface BuildOptions {
  readonly tag: string
  /** Path of the Dockerfile. */
  readonly file: string
  readonly context: string
  readonly ignoreFile?: string
  readonly args?: Readonly<Record<string, string>>
  /** Host folders seen by RUN, by the path that they have there. */
  readonly volumes?: Readonly<Record<string, string>>
  /** Such as `linux/arm64`; this machine's when absent. */
  readonly platform?: string
}

/** Builds and reads images in a storage of its own, without a daemon. Needs root. */
export class Buildah {
  readonly #storage: readonly string[]
  /** Working containers that images were mounted through. */
  readonly #mounted: string[] = []

  private constructor(storage: readonly string[]) {
    this.#storage = storage
  }

  static async in(folder: string): Promise<Buildah> {
    const storage = (driver: string) => [
      '--root',
      join(folder, 'storage'),
      '--runroot',
      join(folder, 'run'),
      '--storage-driver',
      driver,
    ]
    // Not every file system can carry overlays; vfs copies instead and works everywhere.
    const overlay = await tryExec(['buildah', ...storage('overlay'), 'info'])
    return new Buildah(storage(overlay.exitCode === 0 ? 'overlay' : 'vfs'))
  }

  /** Equal files give equal layers: they have no times. */
  async build({
    tag,
    file,
    context,
    ignoreFile,
    args = {},
    volumes = {},
    platform,
  }: BuildOptions): Promise<void> {
    // Isolated by chroot and with limits that a container without further rights may set.
    const isolation = ['--isolation', 'chroot', '--ulimit', 'nofile=4096:4096', '--ulimit', 'nproc=4096:4096']
    await this.#run(
      ['build', '--quiet', '--pull-never', ...isolation],
      ['--timestamp', '0', '--tag', tag, '--file', file],
      platform === undefined ? [] : ['--platform', platform],
      ignoreFile === undefined ? [] : ['--ignorefile', ignoreFile],
      Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
      Object.entries(volumes).flatMap(([target, source]) => ['--volume', `${source}:${target}`]),
      [context],
    )
  }

  /** Pushes images as one index to a registry that speaks HTTP. */
  async pushIndex(images: readonly string[], reference: string): Promise<void> {
    const tag = await this.#run(['manifest', 'create', 'localhost/index', ...images])
    await this.#run([
      'manifest',
      'push',
      '--all',
      '--quiet',
      '--tls-verify=false',
      tag,
      `docker://${reference}`,
    ])
  }

  async config(image: string): Promise<ImageConfig> {
    const described = JSON.parse(await this.#run(['inspect', '--type', 'image', image]))
    return { ...described.OCIv1.config, ...described.Docker.config }
  }

  /** Size of each layer in bytes as a registry would hold it. */
  async layerBytes(image: string, folder: string): Promise<number[]> {
    await this.#run(['push', image, `dir:${folder}`])
    const manifest = JSON.parse((await exec(['cat', join(folder, 'manifest.json')])).stdout)
    return manifest.layers.map(({ size }: { size: number }) => size)
  }

  /** The image's files as a folder of the host. */
  async mount(image: string): Promise<string> {
    const container = await this.#run(['from', '--pull-never', image])
    this.#mounted.push(container)
    return this.#run(['mount', container])
  }

  async close(): Promise<void> {
    for (const container of this.#mounted.splice(0)) await this.#run(['rm', container])
  }

  async #run(...argv: readonly (readonly string[])[]): Promise<string> {
    const { stdout } = await exec(['buildah', ...this.#storage, ...argv.flat()], { timeoutMs: 280_000 })
    return stdout.trim()
  }
}
