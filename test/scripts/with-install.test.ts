import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tryExec } from '@gitops-example/kit/process/exec'
import { afterEach, beforeEach, expect, it } from 'vitest'

const script = join(import.meta.dirname, '..', '..', 'scripts', 'with-install.sh')

let folder: string
let root: string

function program(path: string, text: string): void {
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}

/** As npm ci: it begins with an empty folder, and ends with its record. `before` is what it does in between. */
function npm(before = ''): void {
  program(
    join(folder, 'bin', 'npm'),
    `echo "$*" >>${folder}/calls; umask >>${folder}/umask; ulimit -n >>${folder}/files
rm -rf node_modules; ${before}
mkdir -p node_modules/.bin; cp ${folder}/bin/pinned node_modules/.bin/node; : >node_modules/.package-lock.json`,
  )
}

const calls = () =>
  existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : []
const recorded = (name: string) => readFileSync(join(folder, name), 'utf8').trim()

/** Runs the script as a shell with these limits does; `setup` comes first. */
function start(setup = '', env: Record<string, string> = {}) {
  const path = [join(folder, 'bin'), '/usr/bin', '/bin'].join(':')
  return tryExec(
    [
      'sh',
      '-c',
      `${setup}\nexec sh scripts/with-install.sh sh -c 'echo "runs $PGHOST$PGSSLMODE"; command -v node'`,
    ],
    {
      cwd: root,
      env: { PATH: path, ...env },
      timeoutMs: 60_000,
    },
  )
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'with-install-'))
  root = join(folder, 'a checkout')
  mkdirSync(join(root, 'scripts'), { recursive: true })
  mkdirSync(join(folder, 'bin'))
  copyFileSync(script, join(root, 'scripts', 'with-install.sh'))
  writeFileSync(join(root, 'package-lock.json'), '{}')
  program(join(folder, 'bin', 'node'), 'echo v20.1.0')
  // What runs scripts/is-installed.ts; says yes where a file of this name is there.
  program(
    join(folder, 'bin', 'pinned'),
    `case $1 in --version) echo v24.0.0 ;; *) [ -e ${folder}/fits ] ;; esac`,
  )
  npm()
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('installs once, then becomes the command with the pinned Node first on PATH', async () => {
  const first = await start('', { PGHOST: 'elsewhere', PGSSLMODE: 'require' })
  expect(first).toMatchObject({ exitCode: 0, stdout: `runs \n${root}/node_modules/.bin/node\n` })
  expect(first.stderr).toContain('Installing dependencies')
  expect(await start()).toMatchObject({ exitCode: 0, stderr: '' })
  expect(calls()).toHaveLength(1)
})

it('names everything that a setting of the machine would decide', async () => {
  await start('umask 077', { NODE_ENV: 'production', npm_config_omit: 'optional' })
  for (const option of [
    '--include=dev',
    '--include=optional',
    '--ignore-scripts',
    '--engine-strict=false',
    '--global=false',
  ]) {
    expect(calls()[0]).toContain(option)
  }
  expect(recorded('umask')).toMatch(/^0*22$/)
})

it('does not install again what a person has installed for this lockfile', async () => {
  mkdirSync(join(root, 'node_modules', '.bin'), { recursive: true })
  copyFileSync(join(folder, 'bin', 'pinned'), join(root, 'node_modules', '.bin', 'node'))
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), '')
  writeFileSync(join(folder, 'fits'), '')
  expect(await start()).toMatchObject({ exitCode: 0, stderr: '' })

  // When the lockfile changes, as by a pull, and what is there does not fit it
  rmSync(join(folder, 'fits'))
  writeFileSync(join(root, 'package-lock.json'), '{ }')
  expect((await start()).stderr).toContain('Installing dependencies')
  expect(calls()).toHaveLength(1)
})

it.each(['v18.20.8', 'v16.0.0'])('refuses Node %s with the version that is needed', async (version) => {
  program(join(folder, 'bin', 'node'), `echo ${version}`)
  const { exitCode, stderr } = await start()
  expect(exitCode).toBe(1)
  expect(stderr).toContain(`The install needs Node 20 or newer; this is ${version} at ${folder}/bin/node.`)
  expect(calls()).toEqual([])
})

it('raises a low limit of open files', async () => {
  const { exitCode } = await start('ulimit -Sn 256')
  expect(exitCode).toBe(0)
  expect(Number(recorded('files'))).toBeGreaterThanOrEqual(1024)
})

it('two starts at once install once', async () => {
  npm('sleep 2')
  const starts = await Promise.all([start(), start()])
  expect(starts.map(({ exitCode }) => exitCode)).toEqual([0, 0])
  expect(calls()).toHaveLength(1)
  expect(starts.map(({ stderr }) => stderr).join('')).toMatch(/Another start \(pid \d+\) is installing/)
})

it.each([{ pid: '4194304\n' }, { pid: '' }])(
  'takes over from an install that was killed, %o',
  async ({ pid }) => {
    mkdirSync(join(root, '.gitops', 'install.lock'), { recursive: true })
    writeFileSync(join(root, '.gitops', 'install.lock', 'pid'), pid)
    expect((await start()).exitCode).toBe(0)
    expect(existsSync(join(root, '.gitops', 'install.lock'))).toBe(false)
  },
)

it('shows every few seconds what is there', async () => {
  npm('sleep 5')
  expect((await start()).stderr).toMatch(/^ {2}4 s: \d+ MB are there/m)
})

it('a failed install is said, holds nobody up, and is tried again', async () => {
  npm('exit 1')
  const failed = await start()
  expect(failed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('npm ci failed in') })
  npm()
  expect((await start()).exitCode).toBe(0)
})

it('says where the lockfile has no Node for the machine, and its own is too old', async () => {
  program(join(folder, 'bin', 'pinned'), 'exit 127')
  const { exitCode, stderr } = await start()
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(
    /no Node that runs on this machine .*, and its own is v20\.1\.0\. Install Node 24 or newer/,
  )
})

it('a file where .gitops belongs is named', async () => {
  writeFileSync(join(root, '.gitops'), '')
  const { exitCode, stderr } = await start()
  expect(exitCode).toBe(1)
  expect(stderr).toContain(`${root}/.gitops is not a folder. Move it away.`)
})
