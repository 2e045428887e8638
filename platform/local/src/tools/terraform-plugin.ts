import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { baseEnv, exec, tryExec } from '@gitops-example/kit/process/exec'
import { cutAwsProvider } from './aws-provider-cut.ts'
import { goEnv, goFlags, namedEnv } from './go-environment.ts'
import type { InstallOptions } from './install-options.ts'
import type { ProgramPin, TerraformPlugin } from './pins.ts'

const registry = 'registry.terraform.io'

/**
 * Lets Terraform itself fetch the release of a provider, with its signature checked, into `directory`. A user's own
 * Terraform settings (mirror, cache) stay in force. The result has the layout of a filesystem mirror.
 */
export async function downloadPlugin(pin: ProgramPin, directory: string, options: InstallOptions) {
  const { source, release } = pluginOf(pin)
  options.progress(`fetching ${pin.name} ${release} with terraform init`)
  const folder = mkdtempSync(join(tmpdir(), 'gitops-plugin-'))
  try {
    const required = { plugin: { source, version: release } }
    writeFileSync(
      join(folder, 'main.tf.json'),
      JSON.stringify({ terraform: { required_providers: required } }),
    )
    const env = { ...baseEnv(), ...namedEnv(/^TF_(CLI_CONFIG_FILE|PLUGIN_CACHE_DIR)$/) }
    const init = ['terraform', 'init', '-input=false', '-no-color']
    await exec(init, { cwd: folder, env, timeoutMs: 10 * 60_000, ...signalOf(options) })
    // Links are followed: with a cache or a mirror of the user's, the folder of the platform is one.
    await exec(['cp', '-RL', join(folder, '.terraform', 'providers', registry), directory])
    linkPlugin(pin, directory)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Compiles a provider from its Go module into the same layout, in a copy, since the AWS provider has to be cut first.
 * Versions from 2 on fit no path without `/v2`, so that the module is named by a commit of its main branch.
 */
export async function compilePlugin(pin: ProgramPin, directory: string, options: InstallOptions) {
  const { source, module, moduleVersion, services } = pluginOf(pin)
  const go = await tryExec(['go', 'env', 'GOVERSION', 'GOOS', 'GOARCH'], { timeoutMs: 10_000 }).catch(
    () => undefined,
  )
  if (go?.exitCode !== 0) throw new Error('no Go on PATH')
  const [, system, architecture] = go.stdout.trim().split('\n')
  options.progress(`compiling ${pin.name} ${moduleVersion} with Go, usually ${pin.compileTime}`)
  const limits = { env: { ...baseEnv(), ...goEnv() }, timeoutMs: 20 * 60_000, ...signalOf(options) }
  const folder = mkdtempSync(join(tmpdir(), 'gitops-plugin-'))
  try {
    const download = await exec(['go', 'mod', 'download', '-json', module], { ...limits, cwd: folder })
    await copySources(moduleFolder(download.stdout), folder)
    if (services !== undefined) cutAwsProvider(folder, services)
    const place = join(directory, registry, source, moduleVersion, `${system}_${architecture}`)
    mkdirSync(place, { recursive: true })
    const program = join(place, `${pin.name}_v${moduleVersion}`)
    await exec(['go', 'build', ...goFlags, '-o', program, '.'], { ...limits, cwd: folder })
    linkPlugin(pin, directory)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The copy leaves out what does not go into the program: tests and manual are a third of it. */
async function copySources(from: string, to: string): Promise<void> {
  const unused = /^(website|docs|examples)\b|_test\.go$/
  cpSync(from, to, { recursive: true, filter: (path) => !unused.test(relative(from, path)) })
  await exec(['chmod', '-R', 'u+w', to]) // Go's module cache is read-only
}

/** Of what `go mod download -json` prints. */
function moduleFolder(json: string): string {
  const { Dir }: { Dir?: unknown } = JSON.parse(json)
  if (typeof Dir !== 'string') throw new Error(`go mod download names no folder: ${json}`)
  return Dir
}

/** A link of the program's own name, by which it is found like others. */
function linkPlugin(pin: ProgramPin, directory: string): void {
  const plugin = readdirSync(join(directory, registry), { recursive: true, encoding: 'utf8' }).find((name) =>
    basename(name).startsWith(`${pin.name}_`),
  )
  if (plugin === undefined) throw new Error(`what came holds no ${pin.name}`)
  symlinkSync(join(registry, plugin), join(directory, pin.name))
}

function pluginOf(pin: ProgramPin): TerraformPlugin {
  if (pin.plugin === undefined) throw new Error(`${pin.name} is no plugin of Terraform`)
  return pin.plugin
}

function signalOf({ signal }: InstallOptions) {
  return signal ? { signal } : {}
}
