import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { exec, pasteable } from '@gitops-example/kit/process/exec'
import type { Layer } from '../environment/layers.ts'
import { failureHint } from './failure-hint.ts'
import { type PlanSummary, summarizePlan } from './plan-summary.ts'
import { runToEnd } from './run-to-end.ts'

/** A plan that was saved; disposing it removes the file. */
export interface SavedPlan extends AsyncDisposable {
  file: string
  summary: PlanSummary
}

export interface TerraformOptions {
  /** The root of the checkout, from which the commands in errors can be pasted. */
  root: string
  env: Record<string, string>
  colour: boolean
  signal?: AbortSignal
  /** Each line of progress. */
  progress: (line: string) => void
  /** Each line of a plan. */
  plan: (line: string) => void
}

/** The `terraform` program, run in layers. Its failures are `terraform-failed`, with a hint where one is known. */
export class Terraform {
  readonly #options: TerraformOptions

  constructor(options: TerraformOptions) {
    this.#options = options
  }

  /** Throws unless Terraform is 1.11 or newer: the first version with locks in S3 and write-only arguments. */
  async checkVersion(): Promise<void> {
    const { root: cwd, env } = this.#options
    const hint = 'Install Terraform 1.11 or newer: https://developer.hashicorp.com/terraform/install'
    const { stdout } = await exec(['terraform', 'version', '-json'], { cwd, env, timeoutMs: 30_000 }).catch(
      (cause) => {
        throw new GitopsError('program-missing', 'Cannot run terraform.', { hint, cause })
      },
    )
    const [, major, minor] = /"terraform_version": *"(\d+)\.(\d+)/.exec(stdout) ?? []
    if (Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 11)) return
    throw new GitopsError('program-too-old', `terraform is ${major}.${minor}.`, { hint })
  }

  /**
   * Prepares a layer. An existing lock file is binding; a missing one is written, with the checksums that the registry
   * signs for every platform, and has to be committed.
   */
  async init(layer: Layer): Promise<void> {
    const lockFile = join(layer.dir, '.terraform.lock.hcl')
    const locked = existsSync(lockFile)
    const args = [
      'init',
      '-input=false',
      '-backend-config=../backend.hcl',
      ...(locked ? ['-lockfile=readonly'] : []),
    ]
    await this.#run(layer, args, this.#options.progress)
    if (!locked && existsSync(lockFile))
      this.#options.progress(`Wrote ${this.#shown(layer)}/.terraform.lock.hcl. Commit it.`)
  }

  /** Prints what would change and saves it, so that exactly that is applied; undefined when nothing would change. */
  async plan(layer: Layer, { destroy }: { destroy: boolean }): Promise<SavedPlan | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'gitops-plan-'))
    const dispose = () => rm(folder, { recursive: true, force: true })
    const file = join(folder, `${layer.name}.plan`)
    const args = ['plan', '-input=false', '-lock-timeout=30s', '-detailed-exitcode', `-out=${file}`]
    try {
      const code = await this.#run(
        layer,
        [...args, ...(destroy ? ['-destroy'] : [])],
        this.#options.plan,
        [0, 2],
      )
      if (code === 0) {
        await dispose()
        return undefined
      }
      const show = ['terraform', `-chdir=${layer.dir}`, 'show', '-json', file]
      const { stdout } = await exec(show, { env: this.#options.env, timeoutMs: 120_000 })
      return { file, summary: summarizePlan(stdout), [Symbol.asyncDispose]: dispose }
    } catch (error) {
      await dispose()
      throw error
    }
  }

  async apply(layer: Layer, plan: SavedPlan): Promise<void> {
    await this.#run(layer, ['apply', '-input=false', '-lock-timeout=30s', plan.file], this.#options.progress)
  }

  async #run(layer: Layer, args: string[], onLine: (line: string) => void, accepted = [0]): Promise<number> {
    const { root, env, colour, signal } = this.#options
    const verb = args[0] ?? ''
    const coloured = colour ? args : [verb, '-no-color', ...args.slice(1)]
    const argv = [`-chdir=${layer.dir}`, ...coloured]
    const last: string[] = []
    const code = await runToEnd(['terraform', ...argv], {
      cwd: root,
      env,
      ...(signal === undefined ? {} : { signal }),
      onLine: (line) => {
        last.push(line)
        if (last.length > 60) last.shift()
        onLine(line)
      },
    })
    if (signal?.aborted) {
      this.#options.progress('Interrupted. Terraform has finished what it had begun and saved its state.')
      throw signal.reason
    }
    if (accepted.includes(code)) return code
    const command = pasteable(['terraform', `-chdir=${this.#shown(layer)}`, ...args])
    const hint = failureHint(plain(last), this.#shown(layer))
    throw new GitopsError('terraform-failed', `${layer.name}: ${command}: exit code ${code}.`, {
      ...(hint === undefined ? {} : { hint }),
    })
  }

  #shown(layer: Layer): string {
    return relative(this.#options.root, layer.dir)
  }
}

function plain(lines: readonly string[]): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour
  return lines.join('\n').replace(/\u001b\[[0-9;]*m/g, '')
}
