import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { baseEnv, exec } from '@gitops-example/kit/process/exec'
import type { ImageConfig } from './buildah.ts'

export interface ContainerOptions {
  readonly rootfs: string
  readonly config: ImageConfig
  readonly env: Readonly<Record<string, string>>
  /** In place of the image's entrypoint, as `command` in a pod. */
  readonly command?: readonly string[]
  /** A folder of this test for runc's state. */
  readonly folder: string
}

export interface Container extends AsyncDisposable {
  /** Everything that it printed so far. */
  output(): string
  kill(signal: 'TERM'): Promise<void>
  /** Exit code of its first process. */
  readonly exited: Promise<number | null>
}

/**
 * Runs an image as our charts do: its own user and working directory, a read-only root, no capabilities and no new
 * privileges. It shares the host's network, so that it reaches a database of this machine.
 */
export async function runContainer(options: ContainerOptions): Promise<Container> {
  const { rootfs, config, folder } = options
  await mkdir(folder, { recursive: true })
  const bundle = await mkdtemp(join(folder, 'container-'))
  await exec(['runc', 'spec', '--bundle', bundle])
  const spec = JSON.parse(await readFile(join(bundle, 'config.json'), 'utf8'))
  const [uid = '', gid = ''] = config.User.split(':')
  spec.root = { path: rootfs, readonly: true }
  spec.process = {
    ...spec.process,
    terminal: false,
    user: { uid: Number(uid), gid: Number(gid) },
    args: options.command ?? config.Entrypoint,
    cwd: config.WorkingDir,
    env: [...config.Env, ...Object.entries(options.env).map(([name, value]) => `${name}=${value}`)],
    capabilities: { bounding: [], effective: [], permitted: [] },
    noNewPrivileges: true,
  }
  spec.linux.namespaces = spec.linux.namespaces.filter(({ type }: { type: string }) => type !== 'network')
  await writeFile(join(bundle, 'config.json'), JSON.stringify(spec))

  const id = bundle.split('/').at(-1) ?? ''
  const runc = ['--root', join(folder, 'runc')]
  const child = spawn('runc', [...runc, 'run', '--bundle', bundle, id], {
    env: baseEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const exited = once(child, 'close').then(([code]) => code as number | null)
  return {
    output: () => output,
    exited,
    kill: async (signal) => void (await exec(['runc', ...runc, 'kill', id, signal])),
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return
      await exec(['runc', ...runc, 'delete', '--force', id])
      await exited
    },
  }
}
