import { chownSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { exec } from '@gitops-example/kit/process/exec'
import { findProgram } from '@gitops-example/kit/testing/programs'
import { installedPath } from '@gitops-example/local/tools/find-program'
import { helm } from '@gitops-example/local/tools/pins'
import { expect, it } from 'vitest'
import { Checkout } from './harness/checkout.ts'
import { Platform } from './harness/platform.ts'
import { processesOf } from './harness/processes.ts'

const isRoot = process.getuid?.() === 0

it('a dirty work tree and taken ports are reported, the commit is what runs, and a second start continues with it', async () => {
  // Given an edit that is not committed, and other programs on the preferred ports
  using checkout = await Checkout.make()
  checkout.replace('dev/webapp/src/pages/home.tsx', '<h1>Guestbook</h1>', '<h1>Not committed</h1>')
  using others = new DisposableStack()
  const ports = [8080, 6443, 5432]
  for (const port of ports) others.use(await keepTaken(port))

  // When it starts, then it reports both, and serves the commit on other ports
  const first = await Platform.up(checkout)
  try {
    for (const port of ports) expect(first.output).toContain(`(${port} is taken)`)
    expect(first.output).toContain('1 path differs from the last commit; only commits are deployed.')
    const { status, text } = await first.get('webapp')
    expect(status).toBe(200)
    expect(text).toContain('<h1>Guestbook</h1>')

    // When the same checkout is started once more, it says where it is, and the first still serves
    const again = await first.gitops('up')
    expect(again.exitCode).toBe(0)
    expect(again.stdout).toMatch(/^Already running/)
    expect((await first.get('webapp')).status).toBe(200)

    // When it is stopped and started again, then the same version runs, and pods and database have no rights
    expect(await first.interrupt()).toBe(0)
    await using second = await Platform.up(checkout)
    expect(versionOf((await second.get('webapp')).text)).toBe(versionOf(text))
    if (isRoot) expect(usersOfPods(second)).not.toContain(0)
  } finally {
    await first.interrupt()
  }
})

it('an ordinary user starts a source archive, without git and a configured name: it becomes a checkout and is deployed', async () => {
  using checkout = await Checkout.make({ git: false })
  const user = isRoot ? await giveToOrdinaryUser(checkout) : {}
  await using platform = await Platform.up(checkout, { ...user, env: { HOME: checkout.dir } })
  expect(platform.output).toContain('Pods, checks and builds run as you')
  expect(platform.output).toContain('This is not a git checkout: initialised one here')
  expect((await platform.get('webapp')).status).toBe(200)
})

it('a first start with a chart that does not render says so, and can be stopped from elsewhere', async () => {
  using checkout = await Checkout.make()
  checkout.write('dev/api/chart/templates/broken.yaml', '{{ fail "the chart is upset" }}\n')
  await checkout.commit('A broken chart')
  await using platform = await Platform.up(checkout)
  expect(platform.output).toContain('the chart is upset')
  expect(platform.output).toMatch(/Started in .* s; api, applications are not healthy \(see above\)/)
  expect((await platform.gitops('down')).exitCode).toBe(0)
  expect(processesOf(checkout.dir)).toEqual([])
})

it('a start that waits for an app can be stopped from elsewhere', async () => {
  using checkout = await Checkout.make()
  // A Deployment that is never complete: its Application stays Progressing.
  checkout.replace('dev/api/chart/templates/deployment.yaml', 'spec:\n', 'spec:\n  paused: true\n')
  await checkout.commit('Never complete')
  await using platform = Platform.begin(checkout)
  await platform.printed(/✓ delivery/)
  expect((await platform.gitops('down')).exitCode).toBe(0)
  await platform.printed(/Stopping/)
  expect(platform.output).not.toContain('Ctrl-C stops everything')
})

/** Gives a checkout to a user without rights, and returns that user. */
async function giveToOrdinaryUser({ dir }: Checkout): Promise<{ uid: number; gid: number }> {
  // PostgreSQL wants its user to have a name.
  const user = { uid: Number(await idOf('-u')), gid: Number(await idOf('-g')) }
  const helmPath = findProgram('helm')
  if (helmPath !== undefined) {
    // The one on PATH may be below a directory that this user cannot enter.
    const copy = installedPath(helm, join(dir, '.gitops', 'tools'))
    mkdirSync(dirname(copy), { recursive: true })
    copyFileSync(helmPath, copy)
  }
  // Dependencies are hard links of another checkout's, and readable as they are.
  const own = readdirSync(dir).filter((name) => name !== 'node_modules')
  await exec(['chown', '-hR', `${user.uid}:${user.gid}`, ...own], { cwd: dir })
  chownSync(dir, user.uid, user.gid)
  return user
}

/** The users that run pods and the database. */
function usersOfPods(platform: Platform): number[] {
  const users = processesOf(platform.checkout.dir)
    .filter(({ command }) => /main\.js|postgres/.test(command))
    .map(({ pid }) => userOf(pid))
  expect(users.length).toBeGreaterThan(2)
  return users
}

async function idOf(option: '-u' | '-g'): Promise<string> {
  return (await exec(['id', option, 'nobody'])).stdout.trim()
}

function versionOf(page: string): string | undefined {
  return /<code title="([0-9a-f]{40})">/.exec(page)?.[1]
}

function userOf(pid: number): number {
  return Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
}

/**
 * Listens on a port of 127.0.0.1. Where another program does, perhaps the platform of another story, it takes over as
 * soon as that one ends, so that the port stays taken.
 */
async function keepTaken(port: number): Promise<Disposable> {
  const server = createServer()
  const attempt = () => server.listen(port, '127.0.0.1')
  let timer: NodeJS.Timeout | undefined
  server.on('error', () => {
    timer = setTimeout(attempt, 5)
  })
  await new Promise<void>((settled) => {
    server.once('listening', settled).once('error', () => settled())
    attempt()
  })
  return {
    [Symbol.dispose]() {
      clearTimeout(timer)
      server.close()
    },
  }
}
