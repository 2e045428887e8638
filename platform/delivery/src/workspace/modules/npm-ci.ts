import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'
import { npmFailure } from './npm-failure.ts'

const timeoutMs = 600_000

/**
 * Installs what the lockfile of a revision asks for in `dir`, an empty folder. Scripts of packages do not run: bundles and
 * checks need none of them, and a delivery has nobody watching. Throws `install-failed` with npm's words.
 */
export async function npmCi(
  objects: GitObjects,
  revision: string,
  dir: string,
  signal?: AbortSignal,
): Promise<void> {
  for (const path of await manifests(objects, revision)) {
    const content = await objects.blob(`${revision}:${path}`)
    if (content === undefined) continue
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), content)
  }
  const options = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  const { exitCode, stdout, stderr } = await tryExec(['npm', 'ci', ...options], {
    cwd: dir,
    env: baseEnv(),
    timeoutMs,
    ...(signal === undefined ? {} : { signal }),
  })
  if (exitCode !== 0) throw npmFailure(revision, `${stderr}\n${stdout}`)
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
