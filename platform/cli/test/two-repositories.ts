import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Git } from '@gitops-example/kit/git/git'
import { ScratchRepository, values } from '@gitops-example/release/testing/scratch-repository'
import { helloApp, helloRepository, installDir } from '../../delivery/test/hello-app.ts'
import { run } from '../src/run.ts'
import { memoryIo } from './memory-io.ts'
import { application, type Outcome } from './release-world.ts'

/** One repository, a clone of it, and the command line in the clone. */
export interface Side {
  scratch: ScratchRepository
  clone: Git
  /** The variables that the command line sees; a test may add its own. */
  env: NodeJS.ProcessEnv
  gitops(...argv: string[]): Promise<Outcome>
  commit(message: string, files: Record<string, string | undefined>): Promise<string>
}

/** The apps `hello` and `draft` in one repository; dev and prod, which run `hello`, in another. */
export interface TwoRepositories extends Disposable {
  apps: Side
  ops: Side
}

export async function twoRepositories(): Promise<TwoRepositories> {
  const apps = await helloRepository(['hello'], {
    message: 'An app that runs nowhere yet',
    files: { '.gitignore': 'node_modules\n.gitops\n', ...helloApp('draft') },
  })
  const ops = await ScratchRepository.create({
    '.gitignore': 'node_modules\n.gitops\n',
    ...operationsFiles('dev'),
    ...operationsFiles('prod'),
  })
  return {
    apps: await sideOf(apps),
    ops: await sideOf(ops),
    [Symbol.dispose]() {
      apps[Symbol.dispose]()
      ops[Symbol.dispose]()
    },
  }
}

/** One more clone of a repository. */
export async function sideOf(scratch: ScratchRepository): Promise<Side> {
  const identity = ['--config', 'user.name=Ann', '--config', 'user.email=ann@example.com']
  const clone = await scratch.clone(scratch.origin, identity)
  symlinkSync(join(installDir, 'node_modules'), join(clone.dir, 'node_modules'))
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, GITOPS_ENVIRONMENT: 'elsewhere' }
  return {
    scratch,
    clone,
    env,
    commit: (message, files) => scratch.commitOnTop(clone, message, files),
    async gitops(...argv) {
      const { io, out, err } = memoryIo({ env, root: clone.dir })
      const code = await run(argv, io)
      return { code, out: out.join('\n'), err: err.join('\n') }
    },
  }
}

function operationsFiles(environment: string): Record<string, string> {
  const root = `ops/environments/${environment}/05_applications`
  return {
    [`${root}/Chart.yaml`]: `apiVersion: v2\nname: applications-${environment}\nversion: 1.0.0\n`,
    [`${root}/values.yaml`]: 'repoURL: https://git.example.com/ops.git\n',
    [`${root}/templates/hello.yaml`]: application(chartAndValues(root)),
    [`${root}/values/hello.yaml`]: values('hello'),
  }
}

function chartAndValues(root: string): string {
  return `  sources:
    - repoURL: https://git.example.com/apps.git
      targetRevision: master
      path: dev/hello/chart
      helm:
        ignoreMissingValueFiles: true
        valueFiles:
          - $ops/${root}/values/hello.yaml
          - $ops/${root}/releases/hello.yaml
    - repoURL: {{ .Values.repoURL }}
      targetRevision: master
      ref: ops
`
}
