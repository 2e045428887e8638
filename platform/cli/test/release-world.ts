import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Clock, systemClock } from '@gitops-example/kit/clock'
import { type ScratchRepository, values } from '@gitops-example/release/testing/scratch-repository'
import { helloRepository, installDir } from '../../delivery/test/hello-app.ts'
import { run } from '../src/run.ts'
import { memoryIo } from './memory-io.ts'

export interface Outcome {
  code: number
  out: string
  err: string
}

/** A clone of a repository with one app and the environments local, dev and prod, and the command line in it. */
export interface ReleaseWorld extends Disposable {
  scratch: ScratchRepository
  /** The clone in which the command line runs. */
  root: string
  /** The variables that the command line sees; a test may add its own. */
  env: NodeJS.ProcessEnv
  gitops(...argv: string[]): Promise<Outcome>
  /** Commits files, pushes to origin, and returns the hash. */
  commit(message: string, files: Record<string, string>): Promise<string>
  /** Brings the clone to what the branch is now. */
  pull(): Promise<string>
  /** Puts a program on PATH: a shell script. It may log to `$LOG`. */
  program(name: string, script: string): void
  /** What programs have logged. */
  log(): string
}

export async function releaseWorld(): Promise<ReleaseWorld> {
  const scratch = await helloRepository(['hello'], { message: 'Environments', files: environmentFiles() })
  const identity = ['--config', 'user.name=Ann', '--config', 'user.email=ann@example.com']
  const clone = await scratch.clone(scratch.origin, identity)
  symlinkSync(join(installDir, 'node_modules'), join(clone.dir, 'node_modules'))
  const commit = (message: string, files: Record<string, string>) =>
    scratch.commitOnTop(clone, message, files)
  const bin = join(scratch.root, 'bin')
  const logFile = join(scratch.root, 'programs.log')
  mkdirSync(bin)
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}`, GITOPS_ENVIRONMENT: 'elsewhere' }
  const clock = quickClock()
  return {
    scratch,
    root: clone.dir,
    env,
    commit,
    pull: () => clone.run(['pull', '--quiet', '--rebase', 'origin', 'master']),
    program(name, script) {
      writeFileSync(join(bin, name), `#!/bin/sh\nLOG='${logFile}'\n${script}\n`, { mode: 0o755 })
    },
    log: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''),
    async gitops(...argv) {
      const { io, out, err } = memoryIo({ env, clock, root: clone.dir })
      const code = await run(argv, io)
      return { code, out: out.join('\n'), err: err.join('\n') }
    },
    [Symbol.dispose]: () => scratch[Symbol.dispose](),
  }
}

function environmentFiles(): Record<string, string> {
  return {
    '.gitignore': 'node_modules\n.gitops\n',
    ...Object.fromEntries(
      ['dev', 'prod'].flatMap((environment) => {
        const root = `ops/environments/${environment}/05_applications`
        return [
          [`${root}/Chart.yaml`, `apiVersion: v2\nname: applications-${environment}\nversion: 1.0.0\n`],
          [`${root}/templates/hello.yaml`, application(chartSource(root))],
          [`${root}/values/hello.yaml`, values('hello')],
        ]
      }),
    ),
    'ops/environments/local/05_applications/Chart.yaml':
      'apiVersion: v2\nname: applications-local\nversion: 1.0.0\n',
    'dev/hello/chart/Chart.yaml': 'apiVersion: v2\nname: hello\nversion: 1.0.0\n',
    'dev/hello/chart/templates/configmap.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: hello\ndata:\n  tag: {{ .Values.image.tag | quote }}\n',
  }
}

/** An Application of `hello` whose specification ends in `sources`, indented as a field of it. */
export function application(sources: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: hello
spec:
  destination:
    name: in-cluster
    namespace: shop
  project: default
${sources}`
}

function chartSource(root: string): string {
  return `  source:
    repoURL: https://git.example.com/shop.git
    path: dev/hello/chart
    helm:
      ignoreMissingValueFiles: true
      valueFiles:
        - /${root}/values/hello.yaml
        - /${root}/releases/hello.yaml
`
}

/** A clock on which a minute passes in a second, from now on. */
function quickClock(): Clock {
  const startedAt = systemClock.now()
  return {
    now: () => startedAt + (systemClock.now() - startedAt) * 60,
    after: (delayMs, callback) => systemClock.after(delayMs / 60, callback),
  }
}

export const greetFile = 'dev/hello/src/greet.ts'
