import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ops, run } from './programs.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bootstrap-'))
  await mkdir(join(folder, 'dev', '05_applications'), { recursive: true })
  await cp(join(ops, 'environments', 'bootstrap.sh'), join(folder, 'bootstrap.sh'))
  await cp(join(ops, 'environments', 'dev', 'environment.yaml'), join(folder, 'dev', 'environment.yaml'))
  await pretend(
    'aws',
    'case "$1" in sts) echo 111122223333 ;; esac\ncase "$2" in head-bucket) exit 1 ;; esac',
  )
  await pretend(
    'curl',
    'while [ "$1" != --output ]; do shift; done; echo "-----BEGIN CERTIFICATE-----" >"$2"',
  )
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** A program that only notes how it was called, and then runs `script`. */
async function pretend(name: string, script: string): Promise<void> {
  await mkdir(join(folder, 'bin'), { recursive: true })
  const note = `echo "${name} $*" | tr '\\n' ' ' >>'${folder}/calls'\necho >>'${folder}/calls'`
  await writeFile(join(folder, 'bin', name), `#!/bin/sh\n${note}\n${script}\n`)
  await chmod(join(folder, 'bin', name), 0o755)
}

const bootstrap = (...args: string[]) =>
  run(['bash', join(folder, 'bootstrap.sh'), ...args], {
    env: { PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
  })

test('makes a bucket that is private, versioned, encrypted and reached over TLS only, and names it', async () => {
  const { exitCode, stderr } = await bootstrap('dev')
  expect(exitCode, stderr).toBe(0)
  const calls = await readFile(join(folder, 'calls'), 'utf8')
  const bucket = 'gitops-example-dev-state-111122223333-eu-central-1'
  expect(calls).toContain(`s3api create-bucket --bucket ${bucket} --region eu-central-1`)
  for (const setting of [
    'public-access-block',
    'bucket-versioning',
    'bucket-encryption',
    'bucket-policy',
    'bucket-lifecycle-configuration',
  ]) {
    expect(calls).toContain(`put-${setting} --bucket ${bucket}`)
  }
  expect(calls).toContain('"aws:SecureTransport": "false"')
  expect(await readFile(join(folder, 'dev', 'backend.hcl'), 'utf8')).toContain(
    `bucket = "${bucket}"\nregion = "eu-central-1"`,
  )
  const certificates = join(folder, 'dev', '05_applications', 'rds-ca.pem')
  expect(await readFile(certificates, 'utf8')).toContain('BEGIN CERTIFICATE')
  expect(calls).toContain('/eu-central-1/eu-central-1-bundle.pem')
})

test('keeps a bucket that exists', async () => {
  await pretend('aws', 'case "$1" in sts) echo 111122223333 ;; esac')
  expect((await bootstrap('dev')).exitCode).toBe(0)
  expect(await readFile(join(folder, 'calls'), 'utf8')).not.toContain('create-bucket')
})

test.each([
  { name: 'no environment', args: [], want: /Usage: .*dev\|prod/ },
  { name: 'an unknown environment', args: ['staging'], want: /There is no .*staging\/environment\.yaml/ },
  { name: 'credentials that AWS refuses', args: ['dev'], aws: 'exit 255', want: /Sign in/ },
  {
    name: 'a page in place of certificates',
    args: ['dev'],
    curl: 'while [ "$1" != --output ]; do shift; done; echo "<html>" >"$2"',
    want: /holds no certificate/,
  },
  { name: 'no network', args: ['dev'], curl: 'exit 6', want: /Cannot fetch the certificates/ },
])('ends with an error for $name', async ({ args, aws, curl, want }) => {
  if (aws !== undefined) await pretend('aws', aws)
  if (curl !== undefined) await pretend('curl', curl)
  const { exitCode, stderr } = await bootstrap(...args)
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(want)
})

test('refuses the credentials of another account, before it makes anything', async () => {
  const settings = join(folder, 'dev', 'environment.yaml')
  await writeFile(
    settings,
    (await readFile(settings, 'utf8')).replace('account_id: ""', 'account_id: "444455556666"'),
  )
  const { exitCode, stderr } = await bootstrap('dev')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('belong to account 111122223333')
  expect(await readFile(join(folder, 'calls'), 'utf8')).not.toContain('s3api')
})
