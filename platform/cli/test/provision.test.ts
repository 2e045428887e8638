import { expect, test } from 'vitest'
import { cloudWorld } from './cloud-world.ts'

test('applies the layers in order, each planned and confirmed', async () => {
  await using world = await cloudWorld()
  const { code, out, questions } = await world.gitops(['provision', 'dev'], {
    answers: ['yes', 'yes', 'yes', 'yes'],
  })
  expect(code).toBe(0)
  expect(await world.calls()).toEqual(
    ['01_vpc', '02_rds', '03_eks', '04_argocd'].flatMap((layer) => [
      `init ${layer}`,
      `plan ${layer}`,
      `apply ${layer}`,
    ]),
  )
  expect(questions).toHaveLength(4)
  expect(questions[1]).toContain('Apply 02_rds to dev (1 to add, 0 to change, 0 to destroy)?')
  expect(out).toMatch(/following actions in 03_eks[\s\S]*04_argocd +applied/)
})

test('asks nothing where nothing changes, and holds on to the locked providers', async () => {
  await using world = await cloudWorld()
  await world.gitops(['provision', 'dev', '--yes'])
  await world.calls()
  const { code, out, questions } = await world.gitops(['provision', 'dev'], { answers: [] })
  expect(code).toBe(0)
  expect(questions).toEqual([])
  expect(out.match(/nothing to change/g)).toHaveLength(4)
  expect((await world.calls()).filter((call) => !call.startsWith('plan'))).toEqual([
    'init-locked 01_vpc',
    'init-locked 02_rds',
    'init-locked 03_eks',
    'init-locked 04_argocd',
  ])
})

test('stops at a layer that fails, names the command to continue with, and that command continues', async () => {
  await using world = await cloudWorld()
  await world.set('fail-apply-02_rds', 'Error: InsufficientDBInstanceCapacity')
  const failed = await world.gitops(['provision', 'dev', '--yes'])
  expect(failed.code).toBe(1)
  expect(failed.err).toContain('Error: InsufficientDBInstanceCapacity')
  expect(failed.err).toContain('02_rds: terraform -chdir=ops/environments/dev/02_rds apply')
  expect(failed.err).toContain('gitops provision dev --from 2')
  expect((await world.calls()).at(-1)).toBe('apply 02_rds')

  await world.unset('fail-apply-02_rds')
  const resumed = await world.gitops(['provision', 'dev', '--from', '2', '--yes'])
  expect(resumed.code).toBe(0)
  expect((await world.calls()).filter((call) => call.startsWith('apply'))).toEqual([
    'apply 02_rds',
    'apply 03_eks',
    'apply 04_argocd',
  ])
})

test('--plan changes nothing and stops where the next layer needs one that is not there', async () => {
  await using world = await cloudWorld()
  const { code, out } = await world.gitops(['provision', 'dev', '--plan'])
  expect(code).toBe(0)
  expect(out).toMatch(/01_vpc +would change\n +02_rds +cannot be planned/)
  expect(await world.calls()).toEqual(['init 01_vpc', 'plan 01_vpc'])
})

test('a declined layer is not touched, and those after it are not either', async () => {
  await using world = await cloudWorld()
  const { code, err } = await world.gitops(['provision', 'dev'], { answers: ['yes', 'y'] })
  expect(code).toBe(1)
  expect(err).toContain('Continue with: ./gitops provision dev --from 02_rds')
  expect((await world.calls()).filter((call) => call.startsWith('apply'))).toEqual(['apply 01_vpc'])
})

test('Ctrl-C interrupts Terraform once and waits until it has ended', async () => {
  await using world = await cloudWorld()
  await world.set('slow-01_vpc')
  const controller = new AbortController()
  const running = world.gitops(['provision', 'dev', '--yes'], { signal: controller.signal })
  await world.called('creating 01_vpc')
  controller.abort()
  const { code, err } = await running
  expect(code).toBe(130)
  expect(err).toContain('Terraform has finished what it had begun')
  expect((await world.calls()).slice(-3)).toEqual(['apply 01_vpc', 'creating 01_vpc', 'interrupted 01_vpc'])
})

test.each([
  {
    name: 'an unknown environment',
    argv: ['staging', '--yes'],
    want: /no environment "staging".*dev, prod/,
    code: 2,
  },
  { name: 'the environment of this machine', argv: ['local', '--yes'], want: /gitops up/, code: 2 },
  {
    name: 'an unknown layer',
    argv: ['dev', '--layer', '5', '--yes'],
    want: /no layer "5".*4 \(04_argocd\)/,
    code: 2,
  },
  { name: 'no terminal and no --yes', argv: ['dev'], want: /not a terminal.*--yes/, code: 2 },
  { name: 'no environment', argv: ['--yes'], want: /Missing argument ENV/, code: 2 },
  {
    name: 'layers out of order',
    argv: ['dev', '--layer', '3', '--yes'],
    want: /03_eks.*depends on 01_vpc.*--from 1/,
  },
  {
    name: 'missing credentials',
    argv: ['dev', '--yes'],
    world: { 'no-credentials': '' },
    want: /does not accept.*Unable to locate credentials.*aws sso login/,
  },
  {
    name: 'a missing bucket',
    argv: ['dev', '--yes'],
    world: { 'no-bucket': '' },
    want: /bootstrap\.sh dev/,
  },
  {
    name: 'a repository without backend.hcl',
    argv: ['dev', '--yes'],
    remove: 'backend.hcl',
    want: /backend\.hcl names no bucket.*bootstrap\.sh dev/,
  },
  {
    name: 'a repository without the certificates of the database',
    argv: ['dev', '--yes'],
    remove: '05_applications/rds-ca.pem',
    want: /rds-ca\.pem is missing.*bootstrap\.sh dev/,
  },
  {
    name: 'an old Terraform',
    argv: ['dev', '--yes'],
    world: { version: '1.5.7' },
    want: /terraform is 1\.5.*1\.11/,
  },
  {
    name: 'the credentials of another account',
    argv: ['dev', '--yes'],
    edit: ['111122223333', '444455556666'],
    want: /belong to account 111122223333, but dev is in 444455556666/,
  },
  {
    name: 'a wrong range',
    argv: ['dev', '--yes'],
    edit: ['10.10.0.0/16', '10.10.3.0/16'],
    want: /cidr is "10\.10\.3\.0/,
  },
  {
    name: 'the range of another environment',
    argv: ['dev', '--yes'],
    edit: ['10.10.', '10.20.'],
    want: /overlaps .* prod/,
  },
] as {
  name: string
  argv: string[]
  want: RegExp
  code?: number
  world?: Record<string, string>
  edit?: [string, string]
  remove?: string
}[])(
  'refuses $name before it does anything',
  async ({ argv, want, code = 1, world: files = {}, edit, remove }) => {
    await using world = await cloudWorld()
    for (const [file, content] of Object.entries(files)) await world.set(file, content)
    if (edit !== undefined) await world.edit(...edit)
    if (remove !== undefined) await world.remove(remove)
    const outcome = await world.gitops(['provision', ...argv])
    expect(outcome.err).toMatch(want)
    expect(outcome.code).toBe(code)
    expect(await world.calls()).toEqual([])
  },
)

test('a locked state names who holds the lock and how to release a dead one', async () => {
  await using world = await cloudWorld()
  await world.set(
    'fail-plan-01_vpc',
    '╷\n│ Error: Error acquiring the state lock\n│ \n│ Lock Info:\n│   ID:        1f2e-3d\n│   Who:       ann@laptop\n│   Created:   2026-09-01\n╵',
  )
  const { code, err } = await world.gitops(['provision', 'dev', '--yes'])
  expect(code).toBe(1)
  expect(err).toContain('ann@laptop since 2026-09-01 holds the lock')
  expect(err).toContain('terraform -chdir=ops/environments/dev/01_vpc force-unlock 1f2e-3d')
})
