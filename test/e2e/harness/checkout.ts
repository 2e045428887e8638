import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Git, gitIn } from '@gitops-example/kit/git/git'
import { exec } from '@gitops-example/kit/process/exec'

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

const somebody = {
  GIT_AUTHOR_NAME: 'Somebody',
  GIT_AUTHOR_EMAIL: 'somebody@example.com',
  GIT_COMMITTER_NAME: 'Somebody',
  GIT_COMMITTER_EMAIL: 'somebody@example.com',
}

export interface CheckoutOptions {
  /** Whether the copy is a git checkout with one commit; otherwise it is like an unpacked source archive. */
  git?: boolean
  /** Whether dependencies are already installed, as hard links of this checkout's. */
  installed?: boolean
}

/** A copy of this repository, uncommitted changes included, in a temporary directory that is removed afterwards. */
export class Checkout implements Disposable {
  readonly dir: string
  readonly git: Git

  private constructor(dir: string) {
    this.dir = dir
    this.git = gitIn(dir, somebody)
  }

  static async make({ git = true, installed = true }: CheckoutOptions = {}): Promise<Checkout> {
    const directory = mkdtempSync(join(tmpdir(), 'gitops-e2e-'))
    // Pods run as another user, who has to be able to enter.
    chmodSync(directory, 0o755)
    const checkout = new Checkout(directory)
    await copyFiles(directory)
    if (installed) await exec(['cp', '-al', join(root, 'node_modules'), directory])
    if (git) {
      await checkout.git.run(['init', '--quiet', '--initial-branch=master'])
      await checkout.commit('First')
    }
    return checkout
  }

  read(path: string): string {
    return readFileSync(join(this.dir, path), 'utf8')
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.dir, path), text)
  }

  /** Changes a file by replacing `from`, which must be there. */
  replace(path: string, from: string, to: string): void {
    const text = this.read(path)
    if (!text.includes(from)) throw new Error(`${path} has no "${from}"`)
    this.write(path, text.replace(from, to))
  }

  /** Commits everything and returns the commit's hash. */
  async commit(message: string): Promise<string> {
    await this.git.run(['add', '--all'])
    await this.git.run(['commit', '--quiet', '--message', message])
    return await this.git.run(['rev-parse', 'HEAD'])
  }

  [Symbol.dispose](): void {
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function copyFiles(directory: string): Promise<void> {
  const listed = await gitIn(root).run(['ls-files', '-z', '--cached', '--others', '--exclude-standard'])
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(root, file)))
  const archive = join(dirname(directory), `${directory.split('/').at(-1)}.tar`)
  try {
    await exec(['tar', '--create', '--null', '--files-from=-', '--file', archive], {
      cwd: root,
      input: files.join('\0'),
    })
    await exec(['tar', '--extract', '--file', archive, '--directory', directory, '--no-same-owner'])
  } finally {
    rmSync(archive, { force: true })
  }
}
