import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'
import { parseAllDocuments } from 'yaml'
import type { ApplicationSource } from './application-sources.ts'

const timeoutMs = 60_000

/** The objects that `helm template` makes of a chart in a directory with the files of one revision. */
export async function helmTemplate(
  helmPath: string,
  root: string,
  source: ApplicationSource & { path: string },
): Promise<unknown[]> {
  const { application, namespace, path, valueFiles, values, parameters } = source
  const argv = [
    helmPath,
    'template',
    application,
    join(root, path),
    '--namespace',
    namespace,
    '--include-crds',
    ...valueFiles.flatMap((file) => ['--values', join(root, file)]),
    ...(values === undefined ? [] : ['--values', '-']),
    ...parameters.flatMap(({ name, value, forceString }) => [
      forceString ? '--set-string' : '--set',
      `${name}=${value}`,
    ]),
  ]
  const input = values === undefined ? {} : { input: values }
  const result = await tryExec(argv, { cwd: root, env: baseEnv(), timeoutMs, ...input })
  if (result.exitCode !== 0) {
    const said = result.stderr.replaceAll(`${root}/`, '').trim()
    throw new GitopsError('render-failed', `${application} cannot be rendered: ${said}`)
  }
  return parseAllDocuments(result.stdout)
    .map((document) => document.toJS() as unknown)
    .filter((object) => object !== null)
}
