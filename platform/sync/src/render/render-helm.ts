import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv, tryExec } from '@gitops-example/kit/exec'
import type { KubeObject } from '../api/kube-object.ts'
import type { ChartStore } from './chart-store.ts'
import { helmError } from './helm-error.ts'
import { parseManifests } from './parse-manifests.ts'
import type { RenderSource } from './render-source.ts'
import type { ValuesFile } from './values-files.ts'

export interface Helm {
  path: Promise<string>
  workDir: string
  charts: ChartStore
  timeoutMs: number
  signal: AbortSignal
}

/** Runs `helm template` on a chart of git. It sees no configuration, plug-in or cluster of the user. */
export async function renderHelm(
  helm: Helm,
  request: RenderSource,
  args: readonly string[],
  valuesFiles: readonly ValuesFile[],
): Promise<KubeObject[]> {
  const { source, repository, files } = request
  const program = await helm.path
  const scratch = await mkdtemp(join(helm.workDir, 'values-'))
  try {
    const inline = source.helm?.values
    const contents = await Promise.all(valuesFiles.map((file) => file.repository.blob(file.id)))
    const values = inline === undefined ? contents : [...contents, inline]
    const valuesArgs = await Promise.all(
      values.map(async (content, index) => {
        const path = join(scratch, `${index}.yaml`)
        await writeFile(path, content)
        return ['--values', path]
      }),
    )
    const [release = '', ...flags] = args
    const { exitCode, stdout, stderr } = await helm.charts.with(repository, files, (dir) =>
      tryExec([program, 'template', release, join(dir, source.path), ...valuesArgs.flat(), ...flags], {
        cwd: helm.workDir,
        env: helmEnv(helm.workDir),
        timeoutMs: helm.timeoutMs,
        signal: helm.signal,
      }),
    )
    if (exitCode === 0) return parseManifests(stdout, source.path)
    throw new GitopsError(
      'helm-render-failed',
      `Cannot render ${source.path}: ${helmError(stderr)}`.replaceAll(`${scratch}/`, ''),
    )
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function helmEnv(workDir: string): Record<string, string> {
  const { PATH = '' } = baseEnv()
  const home = join(workDir, 'helm')
  return {
    PATH,
    HOME: home,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
  }
}
