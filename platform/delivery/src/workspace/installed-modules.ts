import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'

export interface ModulesOptions {
  objects: GitObjects
  installDir: string
  modulesDir: string
  log: (line: string) => void
}

const installTimeoutMs = 600_000

/**
 * A directory with the `node_modules` of a revision's lockfile: the checkout itself where the lockfile is the same, else
 * one that `npm ci` fills once, named after the lockfile's hash.
 */
export async function installedModules(
  { objects, installDir, modulesDir, log }: ModulesOptions,
  revision: string,
  signal?: AbortSignal,
): Promise<string> {
  const lockfile = await objects.blob(`${revision}:package-lock.json`)
  if (lockfile === undefined) {
    throw new GitopsError('lockfile-missing', `${revision.slice(0, 7)} has no package-lock.json.`, {
      hint: 'Run npm install and commit the lockfile.',
    })
  }
  if (await isInstalled(installDir, lockfile)) return installDir
  const target = join(modulesDir, createHash('sha256').update(lockfile).digest('hex').slice(0, 16))
  if (!existsSync(target)) {
    log(`installing the dependencies of ${revision.slice(0, 7)}, whose lockfile is new`)
    await install(objects, revision, target, signal)
  }
  return target
}

/** npm start leaves a copy of the lockfile that it installed; without one the checkout's lockfile has to do. */
async function isInstalled(installDir: string, lockfile: Buffer): Promise<boolean> {
  const stamp = join(installDir, 'node_modules', '.installed-lockfile')
  const path = existsSync(stamp) ? stamp : join(installDir, 'package-lock.json')
  if (!existsSync(join(installDir, 'node_modules')) || !existsSync(path)) return false
  return lockfile.equals(await readFile(path))
}

async function install(
  objects: GitObjects,
  revision: string,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const partial = `${target}.partial`
  await rm(partial, { recursive: true, force: true })
  for (const path of await manifests(objects, revision)) {
    const content = await objects.blob(`${revision}:${path}`)
    if (content === undefined) continue
    await mkdir(dirname(join(partial, path)), { recursive: true })
    await writeFile(join(partial, path), content)
  }
  // Scripts of packages do not run: bundles and checks need none of them, and a delivery has nobody watching.
  const argv = [
    'npm',
    'ci',
    '--ignore-scripts',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]
  const result = await tryExec(argv, {
    cwd: partial,
    env: baseEnv(),
    timeoutMs: installTimeoutMs,
    ...(signal === undefined ? {} : { signal }),
  })
  if (result.exitCode !== 0) {
    await rm(partial, { recursive: true, force: true })
    const words = `${result.stderr}\n${result.stdout}`.trim().split('\n').slice(-15).join('\n')
    throw new GitopsError('install-failed', `npm ci failed for ${revision.slice(0, 7)}:\n${words}`, {
      hint: 'Check the network, or run npm install in your checkout, commit the lockfile, and push again.',
    })
  }
  await rename(partial, target)
}

/** The package.json files that npm ci reads, and its settings. */
async function manifests(objects: GitObjects, revision: string): Promise<string[]> {
  const paths = ['package.json', 'package-lock.json', '.npmrc']
  for (const folder of ['dev', 'platform']) {
    const entries = (await objects.tree(`${revision}:${folder}`)) ?? []
    paths.push(...entries.map(({ name }) => `${folder}/${name}/package.json`))
  }
  return paths
}
