import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildApp, runToEnd } from '@guestbook/service-kit/testing/running-app'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DatabaseEnvironment, Postgres } from './postgres.ts'

const appDir = join(import.meta.dirname, '..')

const opensslIsHere = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0
const required = process.env.GITOPS_REQUIRE_TOOLS === '1'

describe.skipIf(!opensslIsHere && !required)('TLS to the database (skipped without openssl on PATH)', () => {
  let bundle: Awaited<ReturnType<typeof buildApp>>
  let postgres: Postgres
  let database: DatabaseEnvironment
  let folder: string
  /** Its only name is localhost, and it is its own authority. */
  let certificate: string
  let stranger: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'api-tls-'))
    ;[bundle, postgres, certificate, stranger] = await Promise.all([
      buildApp(appDir),
      Postgres.start(),
      makeCertificate(folder, 'server'),
      makeCertificate(folder, 'stranger'),
    ])
    await postgres.stop()
    await postgres.useCertificate(certificate, join(folder, 'server.key'))
    await postgres.start('ssl=on')
    database = await postgres.createDatabase()
  })
  afterAll(async () => {
    await postgres?.[Symbol.asyncDispose]()
    await bundle?.[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })

  test.each([
    { mode: 'require', host: '127.0.0.1', ca: 'none' },
    { mode: 'require', host: '127.0.0.1', ca: 'own' },
    { mode: 'verify-ca', host: '127.0.0.1', ca: 'own' },
    { mode: 'verify-full', host: 'localhost', ca: 'own' },
  ] as const)('$mode connects to $host with $ca certificates', async ({ mode, host, ca }) => {
    const { exit, output } = await migrate(mode, host, ca)
    expect(exit, output).toBe(0)
  })

  test.each([
    { mode: 'require', host: '127.0.0.1', ca: 'foreign', says: 'self-signed certificate' },
    { mode: 'verify-ca', host: '127.0.0.1', ca: 'foreign', says: 'self-signed certificate' },
    { mode: 'verify-full', host: 'localhost', ca: 'none', says: 'self-signed certificate' },
    { mode: 'verify-full', host: '127.0.0.1', ca: 'own', says: "does not match certificate's altnames" },
  ] as const)('$mode refuses $host with $ca certificates', async ({ mode, host, ca, says }) => {
    const { exit, output } = await migrate(mode, host, ca)
    expect(exit).toBe(1)
    expect(output).toContain(says)
  })

  test('a file without a certificate is a mistake of the environment', async () => {
    const { exit, output } = await runToEnd(bundle.path, 'migrate.js', {
      ...database,
      PGSSLMODE: 'verify-full',
      PGSSLROOTCERT: join(folder, 'server.key'),
    })
    expect(exit).toBe(2)
    expect(output).toContain('which holds no certificate in PEM form')
  })

  function migrate(mode: string, host: string, ca: 'none' | 'own' | 'foreign') {
    const files = { none: '', own: certificate, foreign: stranger }
    return runToEnd(bundle.path, 'migrate.js', {
      ...database,
      PGHOST: host,
      PGSSLMODE: mode,
      PGSSLROOTCERT: files[ca],
    })
  }
})

async function makeCertificate(folder: string, name: string): Promise<string> {
  const file = join(folder, `${name}.crt`)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2']
  const output = ['-keyout', join(folder, `${name}.key`), '-out', file]
  await promisify(execFile)('openssl', ['req', '-x509', ...key, ...subject, ...output])
  expect(await readFile(file, 'utf8')).toContain('BEGIN CERTIFICATE')
  return file
}
