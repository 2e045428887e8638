import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import { run } from '../src/run.ts'
import { memoryIo } from './memory-io.ts'

const fakes = fileURLToPath(new URL('fake-cloud', import.meta.url))
const layers = ['01_vpc', '02_rds', '03_eks', '04_argocd']

export interface CloudWorld extends AsyncDisposable {
  root: string
  /** Runs `gitops ARGV` with the fake programs; `answers` are typed at the terminal, absent where there is none. */
  gitops(argv: readonly string[], options?: { answers?: string[]; signal?: AbortSignal }): Promise<Outcome>
  /** Changes the world of the fake programs: a file there, with its content. */
  set(name: string, content?: string): Promise<void>
  unset(name: string): Promise<void>
  /** What the programs were asked to do, since the last call. */
  calls(): Promise<string[]>
  /** Resolves when the programs have been asked to do this. */
  called(call: string): Promise<void>
  /** Removes a file of dev. */
  remove(path: string): Promise<void>
  /** Replaces text in dev's settings. */
  edit(from: string, to: string): Promise<void>
}

interface Outcome {
  code: number
  out: string
  err: string
  questions: string[]
}

/** A checkout with the environments dev and prod, fit to be provisioned, and programs that only pretend. */
export async function cloudWorld(): Promise<CloudWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'cloud-world-'))
  const root = join(folder, 'checkout')
  const world = join(folder, 'world')
  await mkdir(world)
  for (const [name, cidr, zones] of [
    ['dev', '10.10.0.0/16', '[eu-central-1a, eu-central-1b]'],
    ['prod', '10.20.0.0/16', '[eu-central-1a, eu-central-1b, eu-central-1c]'],
  ] as const) {
    const dir = join(root, 'ops', 'environments', name)
    for (const layer of layers) {
      await mkdir(join(dir, layer), { recursive: true })
      await writeFile(join(dir, layer, 'terraform.tf'), '')
    }
    await mkdir(join(dir, '05_applications'))
    await writeFile(join(dir, '05_applications', 'rds-ca.pem'), '')
    await writeFile(join(dir, 'backend.hcl'), 'bucket = "state"\nregion = "eu-central-1"\n')
    await writeFile(join(dir, 'environment.yaml'), settings(name, cidr, zones))
  }
  await cp(fakes, join(folder, 'bin'), { recursive: true })
  return {
    root,
    async gitops(argv, { answers, signal } = {}) {
      const questions: string[] = []
      const { io, out, err } = memoryIo({
        env: { PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`, TF_FAKE: world },
        root,
        ...(signal === undefined ? {} : { signal }),
        ...(answers === undefined
          ? {}
          : {
              ask: async (question) => {
                questions.push(question)
                return answers.shift() ?? ''
              },
            }),
      })
      const code = await run(argv, io)
      return { code, out: out.join('\n'), err: err.join('\n'), questions }
    },
    set: (name, content = '') => writeFile(join(world, name), content),
    unset: (name) => rm(join(world, name), { force: true }),
    async calls() {
      const text = await readFile(join(world, 'calls'), 'utf8').catch(() => '')
      await rm(join(world, 'calls'), { force: true })
      return text.split('\n').filter((line) => line !== '')
    },
    called: (call) =>
      vi.waitFor(async () => expect(await readFile(join(world, 'calls'), 'utf8')).toContain(call), {
        timeout: 60_000,
        interval: 10,
      }),
    remove: (path) => rm(join(root, 'ops', 'environments', 'dev', path)),
    async edit(from, to) {
      const file = join(root, 'ops', 'environments', 'dev', 'environment.yaml')
      await writeFile(file, (await readFile(file, 'utf8')).replace(from, to))
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

function settings(name: string, cidr: string, zones: string): string {
  return `
project: gitops-example
environment: ${name}
account_id: "111122223333"
region: eu-central-1
availability_zones: ${zones}
cidr: ${cidr}
admins: [arn:aws:iam::111122223333:role/Admin]
public_access_cidrs: []
repository_url: https://github.com/you/gitops-example.git
`
}
