import { expect, test } from 'vitest'
import { cloudWorld } from './cloud-world.ts'

const layers = ['04_argocd', '03_eks', '02_rds', '01_vpc']

async function provisioned(environment: string) {
  const world = await cloudWorld()
  await world.gitops(['provision', environment, '--yes'])
  await world.calls()
  return world
}

test('plans everything, asks once, and goes backwards with the applications first', async () => {
  await using world = await provisioned('dev')
  const { code, out, questions } = await world.gitops(['destroy', 'dev'], { answers: ['dev'] })
  expect(code).toBe(0)
  expect(questions).toEqual([expect.stringContaining('Destroy 4 resources of dev and all data in them?')])
  expect(out).toContain('Destroyed 04_argocd, 03_eks, 02_rds, 01_vpc of dev.')
  const calls = await world.calls()
  expect(calls.filter((call) => call.startsWith('plan'))).toEqual(
    layers.map((layer) => `plan-destroy ${layer}`),
  )
  expect(calls.slice(8)).toEqual([
    'apply 04_argocd',
    'load-balancers',
    'apply 03_eks',
    'load-balancers',
    'apply 02_rds',
    'load-balancers',
    'apply 01_vpc',
  ])
})

test('continues after a failure without what is gone already', async () => {
  await using world = await provisioned('dev')
  await world.set('fail-apply-02_rds', 'Error: DependencyViolation')
  const failed = await world.gitops(['destroy', 'dev', '--yes'])
  expect(failed.code).toBe(1)
  expect(failed.err).toContain('02_rds of dev is not destroyed')
  await world.unset('fail-apply-02_rds')
  const { code, out } = await world.gitops(['destroy', 'dev', '--yes'])
  expect(code).toBe(0)
  expect(out).toBe(
    'Terraform will perform the following actions in 02_rds\nTerraform will perform the following actions in 01_vpc\nDestroyed 02_rds, 01_vpc of dev.',
  )
  expect((await world.gitops(['destroy', 'dev', '--yes'])).out).toBe('Nothing of dev is left.')
})

test('touches nothing when a later layer is protected', async () => {
  await using world = await provisioned('prod')
  await world.set('guard-02_rds')
  const { code, err } = await world.gitops(['destroy', 'prod', '--i-mean', 'prod', '--yes'])
  expect(code).toBe(1)
  expect(err).toContain('Set protected = false in ops/environments/prod/02_rds/main.tf')
  expect((await world.calls()).filter((call) => call.startsWith('apply'))).toEqual([])
})

test.each([
  { argv: ['prod', '--yes'], want: /confirm its name with --i-mean prod/ },
  { argv: ['prod', '--i-mean', 'dev', '--yes'], want: /confirm its name with --i-mean prod/ },
  { argv: ['dev'], want: /not a terminal.*--yes/ },
])('refuses $argv', async ({ argv, want }) => {
  await using world = await provisioned('prod')
  const { code, err } = await world.gitops(['destroy', ...argv])
  expect(code).toBe(2)
  expect(err).toMatch(want)
  expect(await world.calls()).toEqual([])
})

test('another word than the name of the environment destroys nothing', async () => {
  await using world = await provisioned('dev')
  const { code, err } = await world.gitops(['destroy', 'dev'], { answers: ['yes'] })
  expect(code).toBe(1)
  expect(err).toContain('Nothing was destroyed.')
})
