import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { baseEnv, type ExecResult, tryExec } from '@gitops-example/kit/process/exec'
import { parseDocument } from 'yaml'
import { environments, layersOf, modules } from './environments.ts'
import { findProgram, ops } from './programs.ts'

/** Every folder that Terraform runs in, relative to ops/. */
export const folders = [
  ...modules.map((name) => `tf_modules/${name}`),
  ...environments.flatMap((name) => layersOf(name).map((layer) => `environments/${name}/${layer}`)),
]

const plugins = ['terraform-provider-aws', 'terraform-provider-helm']

/**
 * Whether tests with the real provider plugins are skipped. They are where a plugin is missing, GITOPS_REQUIRE_TOOLS
 * or not: it comes from Terraform's registry or is compiled for minutes, and not every network serves either.
 */
export const lacksPlugins = ['terraform', ...plugins].some((name) => findProgram(name) === undefined)

/** Modules and environments in a checkout of their own, where Terraform may write and tests may change them. */
export interface TerraformCopy extends AsyncDisposable {
  /** The root of the checkout. */
  root: string
  /** Its ops/. */
  folder: string
  /** Leads Terraform to the plugins, and to the cloud if one was given. */
  env: Record<string, string>
  /** Runs terraform in a folder of the copy. */
  terraform: (folder: string, args: readonly string[]) => Promise<ExecResult>
}

/**
 * Copies ops/ without lock files, which hold the checksums of releases: a plugin that was compiled here has others.
 * `cloud` are the variables that lead to one.
 */
export async function copyTerraform(cloud: Record<string, string> = {}): Promise<TerraformCopy> {
  const copy = await mkdtemp(join(tmpdir(), 'terraform-'))
  const folder = join(copy, 'ops')
  const ours = (path: string) => !/^(\.terraform(\.lock\.hcl)?|.*\.tfstate.*)$/.test(basename(path))
  for (const part of ['tf_modules', 'environments']) {
    await cp(join(ops, part), join(folder, part), { recursive: true, filter: ours })
  }
  const mirrors = plugins.flatMap((name) => findProgram(name) ?? []).map(dirname)
  const settings = mirrors.map((path) => `  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }\n`)
  const configuration = join(copy, 'terraform.rc')
  await writeFile(configuration, `provider_installation {\n${settings.join('')}}\n`)
  const env = { ...baseEnv(), ...cloud, TF_CLI_CONFIG_FILE: configuration, CHECKPOINT_DISABLE: '1' }
  const program = findProgram('terraform') ?? 'terraform'
  return {
    root: copy,
    folder,
    env,
    terraform: (part, args) =>
      tryExec([program, `-chdir=${join(folder, part)}`, ...args, '-no-color'], { env }),
    [Symbol.asyncDispose]: () => rm(copy, { recursive: true, force: true }),
  }
}

/** Fills in what the guide for AWS asks a person to, which the committed environments leave to that person. */
export async function fillInSettings(copy: TerraformCopy): Promise<void> {
  for (const environment of environments) {
    const file = join(copy.folder, 'environments', environment, 'environment.yaml')
    const document = parseDocument(await readFile(file, 'utf8'))
    document.set('admins', ['arn:aws:iam::111122223333:role/Admin'])
    document.set('repository_url', 'https://github.com/example/gitops-example.git')
    await writeFile(file, document.toString())
  }
}
