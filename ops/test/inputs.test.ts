import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rangeOf } from './ip-range.ts'
import { lacks, ops, run } from './programs.ts'

const good: Record<string, Record<string, unknown>> = {
  vpc: { name: 'x-dev', cidr: '10.10.0.0/16', availability_zones: ['r-1a', 'r-1b'], nat: 'single' },
  rds: {
    name: 'x-dev',
    major_version: '17',
    vpc_id: 'vpc-1',
    subnet_ids: ['subnet-a', 'subnet-b'],
    capacity: { min: 0, max: 2, pause_after_seconds: 600 },
    instances: 1,
    backup_days: 7,
    protected: false,
  },
  eks: {
    name: 'x-dev',
    kubernetes_version: '1.35',
    subnet_ids: ['subnet-a', 'subnet-b'],
    public_access_cidrs: [],
    admins: ['arn:aws:iam::111122223333:role/Admin'],
    protected: false,
    opens: {},
    external_secrets: { secret_arns: [], kms_key_arns: [] },
  },
  argocd: {
    name: 'x-dev',
    chart_version: '10.3.3',
    high_availability: false,
    repository_url: 'https://git.example/me/x.git',
    revision: 'master',
    path: 'ops/environments/dev/05_applications',
    values: {},
    chart_repositories: [],
    protected: false,
    kms_key_arn: 'arn:aws:kms:eu-central-1:111122223333:key/1',
  },
}

/**
 * Plans a module's variables, and what is computed from them alone, with the real Terraform: no provider is needed, so
 * neither are the network and an account. Returns what Terraform prints.
 */
async function planInputs(
  module: string,
  change: Record<string, unknown>,
  files = ['variables.tf'],
  output = '',
): Promise<{ exitCode: number; text: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'inputs-'))
  try {
    for (const file of files) await cp(join(ops, 'tf_modules', module, file), join(folder, file))
    await writeFile(join(folder, 'output.tf'), output)
    await writeFile(join(folder, 'x.tfvars.json'), JSON.stringify({ ...good[module], ...change }))
    const argv = [
      'terraform',
      `-chdir=${folder}`,
      'plan',
      '-input=false',
      '-no-color',
      '-var-file=x.tfvars.json',
    ] as const
    const { exitCode, stdout, stderr } = await run(argv)
    return { exitCode, text: `${stdout}${stderr}`.replace(/^[│╷╵ ]+/gm, '').replaceAll('\n', ' ') }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

describe.skipIf(lacks('terraform'))('what modules take (needs terraform)', () => {
  test.each(Object.keys(good))('%s takes what the environments give it', async (module) => {
    const { exitCode, text } = await planInputs(module, {})
    expect(exitCode, text).toBe(0)
  })

  test.each([
    { module: 'vpc', change: { cidr: '10.10.3.0/16' }, want: /start at its network address/ },
    { module: 'vpc', change: { cidr: 'ten' }, want: /must be an IPv4 range/ },
    { module: 'vpc', change: { cidr: '10.10.0.0/21' }, want: /leaves subnets too small/ },
    { module: 'vpc', change: { cidr: '8.8.0.0/16' }, want: /must be private/ },
    { module: 'vpc', change: { cidr: '172.20.0.0/16' }, want: /overlaps 172\.20\.0\.0\/16/ },
    { module: 'vpc', change: { availability_zones: ['r-1a'] }, want: /two to four zones/ },
    { module: 'vpc', change: { availability_zones: ['r-1a', 'r-1a'] }, want: /a zone twice/ },
    { module: 'vpc', change: { nat: 'none' }, want: /"single" or "per_zone"/ },
    { module: 'rds', change: { subnet_ids: ['subnet-a'] }, want: /two zones or more/ },
    {
      module: 'rds',
      change: { capacity: { min: 0, max: 2 } },
      want: /pause_after_seconds belongs to min = 0/,
    },
    { module: 'rds', change: { capacity: { min: 0.3, max: 2 } }, want: /steps of 0\.5/ },
    { module: 'rds', change: { capacity: { min: 4, max: 2 } }, want: /0 <= min <= max/ },
    { module: 'rds', change: { instances: 0 }, want: /from 1 to 4/ },
    { module: 'rds', change: { backup_days: 0 }, want: /between 1 and 35/ },
    { module: 'eks', change: { admins: [] }, want: /nobody could enter the cluster/ },
    { module: 'eks', change: { admins: ['arn:aws:sts::1:assumed-role/A/me'] }, want: /not sessions/ },
    { module: 'eks', change: { public_access_cidrs: ['0.0.0.0/0'] }, want: /wider than \/16/ },
    { module: 'eks', change: { kubernetes_version: '1.31' }, want: /standard support/ },
    { module: 'eks', change: { subnet_ids: [] }, want: /apply the layer 01_vpc first/ },
    {
      module: 'eks',
      change: {
        external_secrets: {
          secret_arns: ['arn:aws:secretsmanager:r:111122223333:secret:*'],
          kms_key_arns: [],
        },
      },
      want: /must at least name its prefix/,
    },
    { module: 'argocd', change: { chart_version: '10.x' }, want: /must be exact/ },
    { module: 'argocd', change: { repository_url: 'https://github.com/OWNER/x.git' }, want: /your own copy/ },
    {
      module: 'argocd',
      change: { repository_url: 'https://me:pw@git.example/x.git' },
      want: /without user or password/,
    },
    {
      module: 'argocd',
      change: { apps_repository_url: 'git@git.example:me/apps.git' },
      want: /must be empty or an https address/,
    },
    { module: 'argocd', change: { path: '../x' }, want: /relative to the root/ },
  ])('$module refuses $change', async ({ module, change, want }) => {
    const { exitCode, text } = await planInputs(module, change)
    expect(exitCode).toBe(1)
    expect(text).toMatch(want)
  })

  test.each([
    { cidr: '10.10.0.0/16', zones: ['a', 'b', 'c', 'd'] },
    { cidr: '192.168.16.0/20', zones: ['a', 'b', 'c'] },
  ])('the subnets of $cidr lie inside it and do not overlap', async ({ cidr, zones }) => {
    const output = `output "subnets" {
      value = join(" ", concat(values(local.private_cidrs), values(local.public_cidrs), values(local.database_cidrs)))
    }\n`
    const { exitCode, text } = await planInputs(
      'vpc',
      { cidr, availability_zones: zones },
      ['variables.tf', 'layout.tf'],
      output,
    )
    expect(exitCode, text).toBe(0)
    const subnets = (/subnets += "([^"]+)"/.exec(text)?.[1] ?? '').split(' ').map(rangeOf)
    expect(subnets).toHaveLength(3 * zones.length)
    const whole = rangeOf(cidr)
    const sorted = subnets.toSorted((a, b) => a.first - b.first)
    for (const [index, subnet] of sorted.entries()) {
      expect(subnet.first).toBeGreaterThan(sorted[index - 1]?.last ?? whole.first - 1)
      expect(subnet.last).toBeLessThanOrEqual(whole.last)
    }
  })

  test('a further zone moves no subnet', async () => {
    const output = 'output "cidrs" {\n  value = jsonencode(local.database_cidrs)\n}\n'
    const files = ['variables.tf', 'layout.tf']
    const two = await planInputs('vpc', { availability_zones: ['r-1a', 'r-1b'] }, files, output)
    const three = await planInputs('vpc', { availability_zones: ['r-1a', 'r-1b', 'r-1c'] }, files, output)
    const subnet = (text: string, zone: string) =>
      new RegExp(`"?${zone}"? *[:=] *\\\\?"?([0-9./]+)`).exec(text)?.[1]
    expect(subnet(two.text, 'r-1b')).toMatch(/^10\.10\./)
    expect(subnet(three.text, 'r-1b')).toBe(subnet(two.text, 'r-1b'))
  })
})
