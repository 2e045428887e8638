import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { GitObjectReader } from '@gitops-example/kit/git/git-object-reader'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { ClusterAccess, WatchedChange } from '../src/apps/cluster-access.ts'
import { startDatabaseProvisioner } from '../src/database/database-provisioner.ts'
import type { PostgresServer } from '../src/database/postgres-server.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const application = {
  metadata: { name: 'api', namespace: 'argocd', uid: 'u' },
  spec: { source: { path: 'dev/api/chart' }, destination: { namespace: 'guestbook' } },
}

let directory: TemporaryDirectory
beforeEach(async () => {
  directory = new TemporaryDirectory()
  const chart = join(directory.path, 'dev/api/chart')
  mkdirSync(chart, { recursive: true })
  writeFileSync(join(chart, 'values.yaml'), 'database:\n  secretName: api-database\n')
  const git = gitIn(directory.path)
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com']
  await git.run(['init', '--quiet', '--initial-branch=master'])
  await git.run(['add', '.'])
  await git.run([...author, 'commit', '--quiet', '--message', 'A chart'])
})
afterEach(() => directory[Symbol.dispose]())

/** A provisioner that has been given the Application, and whose connections to PostgreSQL the test decides about. */
function provisioning(connect: PostgresServer['connect']) {
  const clock = new FakeClock()
  let change: (application: unknown) => void = () => {}
  const cluster: ClusterAccess = {
    apply: async () => {},
    list: async () => [],
    watch<T>(_version: string, _kind: string, onChange: (change: WatchedChange<T>) => void) {
      change = (object) => onChange({ object: object as T, deleted: false })
      change(application)
      return { stop: async () => {} }
    },
    close() {},
  }
  const lines: string[] = []
  const provisioner = startDatabaseProvisioner({
    server: { port: 5432, connect },
    cluster,
    originDir: join(directory.path, '.git'),
    branch: 'master',
    clock,
    log: (line) => lines.push(line),
  })
  return { clock, lines, provisioner, change }
}

it('tries again after a while, and no longer once it is stopped', async () => {
  const { clock, lines, provisioner } = provisioning(() => Promise.reject(new Error('refused')))
  await vi.waitFor(() => expect(lines).toEqual(['api: refused']))
  await clock.advance(30_000)
  await vi.waitFor(() => expect(lines).toHaveLength(2))
  expect(clock.waiting).toBe(1)
  await provisioner.stop()
  expect(clock.waiting).toBe(0)
})

it('waits at its end for what it has begun, and does not begin again when that fails', async () => {
  const connecting = Promise.withResolvers<never>()
  const connect = vi.fn(() => connecting.promise)
  const { clock, lines, provisioner } = provisioning(connect)
  await vi.waitFor(() => expect(connect).toHaveBeenCalled())
  const stopped = provisioner.stop()
  connecting.reject(new Error('the server stopped'))
  await stopped
  expect(lines).toEqual(['api: the server stopped'])
  expect(clock.waiting).toBe(0)
})

it('reads git again for another commit, source or values file, and not for any other status', async () => {
  const read = vi.spyOn(GitObjectReader.prototype, 'read')
  const { provisioner, change } = provisioning(() => Promise.reject(new Error('refused')))
  const { spec } = application
  const synced = (revision: string, health: string) => ({
    sync: { status: 'Synced', revision },
    health: { status: health },
  })
  const reads = (object: object) => {
    read.mockClear()
    change({ ...application, ...object })
    return read.mock.calls.length
  }
  expect(reads({})).toBe(0)
  expect(reads({ status: synced('a', 'Progressing') })).toBe(1)
  expect(reads({ status: synced('a', 'Healthy') })).toBe(0)
  expect(reads({ status: synced('b', 'Healthy') })).toBe(1)
  const moved = { ...spec, source: { path: 'dev/other/chart' } }
  expect(reads({ spec: moved, status: synced('b', 'Healthy') })).toBe(1)
  const tuned = { ...spec, source: { ...spec.source, helm: { valueFiles: ['/ops/api.yaml'] } } }
  expect(reads({ spec: tuned, status: synced('b', 'Healthy') })).toBe(1)
  expect(reads({ spec: tuned, status: synced('b', 'Degraded') })).toBe(0)
  read.mockRestore()
  await provisioner.stop()
})
