import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gitIn, platformIdentity } from '@gitops-example/kit/git/git'

/** A repository of its own that tests commit to. */
export async function createGitFixture(dir: string) {
  mkdirSync(dir, { recursive: true })
  const git = gitIn(dir, { ...platformIdentity })
  await git.run(['init', '--quiet', '--initial-branch=master'])
  return {
    dir,
    gitDir: join(dir, '.git'),
    git,
    /** Writes these files (undefined removes one, `{link}` makes a symbolic link) and commits; returns the commit. */
    async commit(files: Record<string, string | undefined | { link: string }>): Promise<string> {
      for (const [path, content] of Object.entries(files)) {
        const target = join(dir, path)
        rmSync(target, { force: true, recursive: true })
        if (content === undefined) continue
        mkdirSync(dirname(target), { recursive: true })
        if (typeof content === 'string') writeFileSync(target, content)
        else symlinkSync(content.link, target)
      }
      await git.run(['add', '--all'])
      await git.run(['commit', '--quiet', '--allow-empty', '--message', 'change'])
      return await git.run(['rev-parse', 'HEAD'])
    },
  }
}

export type GitFixture = Awaited<ReturnType<typeof createGitFixture>>
