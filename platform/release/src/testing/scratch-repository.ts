import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { type Git, gitIn } from '@gitops-example/kit/git/git'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import { releaseFile } from '../apps/app.ts'
import { type RemoteOptions, remoteBranch } from '../branch/remote-branch.ts'
import { readReleaseFile } from '../releases/release-file.ts'

const ann = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
}

/** A repository that lives for a moment needs no maintenance after each commit. */
const tidy = ['--config', 'maintenance.auto=false']

/** A bare repository with the branch `master`, and as many clones as a test wants; all removed when disposed. */
export class ScratchRepository implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'gitops-delivery-'))
  readonly origin = join(this.root, 'origin.git')
  readonly #objects: GitObjects[] = []
  #clones = 0

  /** Made with these files as its first commit, and more commits on top of it. */
  static async create(
    files: Record<string, string>,
    ...later: readonly { message: string; files: Record<string, string> }[]
  ): Promise<ScratchRepository> {
    const scratch = new ScratchRepository()
    await gitIn(scratch.root).run(['init', '--quiet', '--bare', '--initial-branch=master', scratch.origin])
    const commits = [{ message: 'First commit', files }, ...later]
    await gitIn(scratch.origin, ann).run(['fast-import', '--quiet'], {
      input: commits.map(({ message, files }) => importedCommit(message, files)).join(''),
    })
    return scratch
  }

  /** A clone at the head of master. */
  async clone(from = this.origin, options: readonly string[] = []): Promise<Git> {
    const directory = join(this.root, `clone-${this.#clones++}`)
    await gitIn(this.root).run(['clone', '--quiet', ...tidy, ...options, from, directory])
    return gitIn(directory, ann)
  }

  /** Commits files (an undefined content removes one) in a clone and pushes; returns the hash. */
  async commit(clone: Git, message: string, files: Record<string, string | undefined>): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      const full = join(clone.dir, path)
      if (content === undefined) {
        rmSync(full, { force: true })
      } else {
        mkdirSync(dirname(full), { recursive: true })
        writeFileSync(full, content)
      }
    }
    await clone.run(['add', '--all'])
    await clone.run(['commit', '--quiet', '--allow-empty', '--message', message])
    await clone.run(['push', '--quiet', 'origin', 'HEAD:master'])
    return await clone.run(['rev-parse', 'HEAD'])
  }

  /** The same on top of what the branch is now, tried again whenever a bump lands in the meantime. */
  async commitOnTop(clone: Git, message: string, files: Record<string, string | undefined>): Promise<string> {
    const push = async () => {
      await clone.run(['push', '--quiet', 'origin', 'HEAD:master'])
      return await clone.run(['rev-parse', 'HEAD'])
    }
    await clone.run(['pull', '--quiet', '--rebase', 'origin', 'master'])
    let attempt = () => this.commit(clone, message, files)
    for (;;) {
      try {
        return await attempt()
      } catch (error) {
        if (!/\[(remote )?rejected\]/.test(String(error))) throw error
        await clone.run(['pull', '--quiet', '--rebase', 'origin', 'master'])
        attempt = push
      }
    }
  }

  /** What the branch has at a path now. */
  async file(path: string, revision = 'master'): Promise<string> {
    return (await gitIn(this.origin).try(['show', `${revision}:${path}`])).stdout
  }

  /** The tag that an environment runs of an app now; empty for none. */
  async tag(environment: string, app: string, branch = 'master'): Promise<string> {
    const path = releaseFile(environment, app)
    return readReleaseFile(await this.file(path, branch), path).tag
  }

  head(branch = 'master'): Promise<string> {
    return gitIn(this.origin).run(['rev-parse', branch])
  }

  /** The first lines of the messages of the branch, the newest first. */
  async subjects(): Promise<string[]> {
    return (await gitIn(this.origin).run(['log', '--format=%s', 'master'])).split('\n')
  }

  /** The whole messages of the branch, the newest first. */
  async messages(): Promise<string[]> {
    return (await gitIn(this.origin).run(['log', '-z', '--format=%B', 'master'])).split('\0')
  }

  /** The options of commands on the branch, as from somebody's clone. */
  branch(gitDir: string, options: Partial<RemoteOptions> = {}) {
    const objects = new GitObjects(gitDir)
    this.#objects.push(objects)
    return {
      objects,
      branch: remoteBranch({ gitDir, remote: this.origin, branch: 'master', ...options }),
      clock: systemClock,
      random: Math.random,
    }
  }

  [Symbol.dispose](): void {
    for (const objects of this.#objects) objects[Symbol.dispose]()
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** A commit on top of master as git-fast-import(1) reads it: one process, where a clone and a push are two dozen. */
function importedCommit(message: string, files: Record<string, string>): string {
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const who = `${ann.GIT_COMMITTER_NAME} <${ann.GIT_COMMITTER_EMAIL}>`
  const when = `${Math.floor(systemClock.now() / 1000)} +0000`
  return [
    `commit refs/heads/master\ncommitter ${who} ${when}\n${data(`${message}\n`)}`,
    ...Object.entries(files).map(([path, content]) => `M 100644 inline ${path}\n${data(content)}`),
    '\n',
  ].join('')
}

/** A values file as an environment has it. */
export function values(app: string): string {
  return `# ${app} here\nimage:\n  repository: guestbook/${app}\nreplicaCount: 1\n`
}

/** The values of an environment whose releases are on a branch of their own. */
export function ownReleases(environment: string): Record<string, string> {
  return {
    [`ops/environments/${environment}/05_applications/values.yaml`]: `releasesRevision: releases/${environment}\n`,
  }
}

/** A repository of apps that hold one file each, released nowhere yet. */
export function plainApps(
  apps: readonly string[],
  environments: readonly string[] = ['dev'],
): Record<string, string> {
  const files: Record<string, string> = {}
  for (const app of apps) {
    files[`dev/${app}/src/main.ts`] = `export const name = '${app}'\n`
    files[`dev/${app}/chart/Chart.yaml`] = `name: ${app}\n`
    for (const environment of environments) {
      files[`ops/environments/${environment}/05_applications/values/${app}.yaml`] = values(app)
    }
  }
  return files
}
