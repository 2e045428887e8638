import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { baseEnv } from '@gitops-example/kit/process/exec'
import { isOpenToOthers } from '@gitops-example/local/state/state-paths'
import { runVitest, type TestCounts } from './run-vitest.ts'
import { userDependent } from './user-dependent.ts'

/** Every system has this user, and it owns nothing. */
const name = 'nobody'

/**
 * Runs the tests that depend on their user as an ordinary one, in a copy of the checkout, which is removed afterwards:
 * this one may be out of its reach, and tests write to caches beside their programs. Only root can do that.
 */
export async function runAsOrdinaryUser(root: string): Promise<TestCounts> {
  const temporary = tmpdir()
  if (!isOpenToOthers(temporary)) {
    throw new GitopsError(
      'closed-directory',
      `Cannot run tests as ${name}: ${temporary} is closed to others.`,
      {
        hint: 'Set TMPDIR to a directory that every user may enter, such as /tmp.',
      },
    )
  }
  const user = { uid: idOf('-u'), gid: idOf('-g') }
  const directory = mkdtempSync(join(temporary, 'gitops-ordinary-'))
  try {
    const copy = join(directory, 'checkout')
    const env = { ...environment(copy), HOME: join(directory, 'home'), TMPDIR: join(directory, 'tmp') }
    for (const path of [copy, env.HOME, env.TMPDIR]) mkdirSync(path)
    copyCheckout(root, copy)
    chmodSync(directory, 0o755)
    execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, directory])
    const files = globSync([...userDependent], { cwd: root })
    console.log(`Running ${files.length} files again that depend on the user's rights, as ${name} ...`)
    return await runVitest({ root: copy, user: { ...user, env } }, false, files)
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What the checkout holds without what it ignores, and its dependencies. */
function copyCheckout(root: string, copy: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  for (const file of listed.split('\0')) {
    const from = join(root, file)
    // A link to a folder counts as a folder.
    if (file !== '' && existsSync(from)) {
      cpSync(from, join(copy, file), { recursive: true, verbatimSymlinks: true })
    }
  }
  execFileSync('cp', ['-R', '-P', join(root, 'node_modules'), copy])
}

/** Nothing of root's own settings, and only those directories of PATH that others may enter. */
function environment(copy: string): Record<string, string> {
  const kept = Object.entries(baseEnv()).filter(([variable]) => !variable.startsWith('XDG_'))
  const { GITOPS_REQUIRE_TOOLS = '', CI = '' } = process.env
  const directories = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((path) => existsSync(path) && !path.includes('node_modules') && isOpenToOthers(path))
  return {
    ...Object.fromEntries(kept),
    PATH: [join(copy, 'node_modules', '.bin'), ...directories].join(delimiter),
    USER: name,
    LOGNAME: name,
    GITOPS_REQUIRE_TOOLS,
    CI,
  }
}

function idOf(option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, name], { encoding: 'utf8' }))
}
