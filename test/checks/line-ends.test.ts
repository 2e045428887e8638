import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { settingsEnv } from '@gitops-example/kit/git/git-settings'
import { expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
const files = ['.gitattributes', 'gitops', 'scripts/with-install.sh']

it.each([
  { name: 'core.autocrlf=true', settings: [['core.autocrlf', 'true']] },
  { name: 'core.eol=crlf', settings: [['core.eol', 'crlf']] },
] as { name: string; settings: [string, string][] }[])(
  'a clone under $name has every file as it was committed',
  async ({ settings }) => {
    const folder = mkdtempSync(join(tmpdir(), 'line-ends-'))
    try {
      const source = join(folder, 'source')
      for (const file of files) {
        mkdirSync(dirname(join(source, file)), { recursive: true })
        copyFileSync(join(root, file), join(source, file))
      }
      const git = gitIn(source, platformIdentity)
      await git.run(['init', '--quiet'])
      await git.run(['add', '--all'])
      await git.run(['commit', '--quiet', '--message', 'First'])

      const clone = gitIn(join(folder, 'clone'), settingsEnv(settings))
      await gitIn(folder, settingsEnv(settings)).run(['clone', '--quiet', source, clone.dir])
      for (const file of files) {
        expect(readFileSync(join(clone.dir, file), 'utf8')).toBe(readFileSync(join(root, file), 'utf8'))
      }
      expect(await clone.run(['status', '--porcelain'])).toBe('')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
