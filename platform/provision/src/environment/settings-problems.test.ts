import { expect, test } from 'vitest'
import type { EnvironmentSettings } from './environment.ts'
import { settingsProblems } from './settings-problems.ts'

const good: EnvironmentSettings = {
  project: 'gitops-example',
  environment: 'dev',
  accountId: '',
  region: 'eu-central-1',
  availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  cidr: '10.10.0.0/16',
  admins: ['arn:aws:iam::111122223333:role/Admin'],
  publicAccessCidrs: ['203.0.113.7/32'],
  repositoryUrl: 'https://github.com/you/gitops-example.git',
}

test('finds nothing wrong with settings that are right', () => {
  expect(settingsProblems(good, 'dev', { prod: '10.20.0.0/16' })).toEqual([])
})

test.each<{ name: string; change: Partial<EnvironmentSettings>; want: RegExp }>([
  { name: 'another environment', change: { environment: 'prod' }, want: /folder is dev/ },
  { name: 'a prefix that is too long', change: { project: 'a'.repeat(29) }, want: /at most 32/ },
  { name: 'a doubled hyphen', change: { project: 'a-' }, want: /single hyphens/ },
  { name: 'a short account', change: { accountId: '1234' }, want: /twelve digits/ },
  {
    name: 'the address of the template',
    change: { repositoryUrl: 'https://github.com/OWNER/x.git' },
    want: /your own/,
  },
  {
    name: 'an address with a password',
    change: { repositoryUrl: 'https://me:pw@git.example/x' },
    want: /without user/,
  },
  { name: 'no range', change: { cidr: '10.10.0.0' }, want: /must be an IPv4 range/ },
  { name: 'an address inside the range', change: { cidr: '10.10.3.0/16' }, want: /network address/ },
  { name: 'an octet above 255', change: { cidr: '10.256.0.0/16' }, want: /IPv4 range/ },
  { name: 'a range for subnets too small', change: { cidr: '10.10.0.0/21' }, want: /between \/16 and \/20/ },
  { name: 'a range that AWS refuses', change: { cidr: '10.0.0.0/15' }, want: /between \/16 and \/20/ },
  { name: 'public addresses', change: { cidr: '8.8.0.0/16' }, want: /must be inside 10\.0\.0\.0\/8/ },
  {
    name: "the services' range",
    change: { cidr: '172.20.0.0/16' },
    want: /overlaps 172\.20\.0\.0\/16 of the cluster/,
  },
  {
    name: "another environment's range",
    change: { cidr: '10.20.16.0/20' },
    want: /overlaps 10\.20\.0\.0\/16 of prod/,
  },
  {
    name: 'a single zone',
    change: { availabilityZones: ['eu-central-1a'] },
    want: /has 1; dev needs 2 to 4/,
  },
  { name: 'a zone twice', change: { availabilityZones: ['eu-central-1a', 'eu-central-1a'] }, want: /twice/ },
  {
    name: 'a zone elsewhere',
    change: { availabilityZones: ['eu-central-1a', 'eu-west-1b'] },
    want: /eu-west-1b.*not in/,
  },
  {
    name: 'a region for a zone',
    change: { availabilityZones: ['eu-central-1', 'eu-central-1b'] },
    want: /not in/,
  },
  { name: 'nobody to enter', change: { admins: [] }, want: /admins is empty/ },
  {
    name: 'a session',
    change: { admins: ['arn:aws:sts::111122223333:assumed-role/Admin/me'] },
    want: /not a session/,
  },
  { name: 'the whole internet', change: { publicAccessCidrs: ['0.0.0.0/0'] }, want: /wider than \/16/ },
  { name: 'a bare address', change: { publicAccessCidrs: ['203.0.113.7'] }, want: /write a range/ },
])('refuses $name in one sentence', ({ change, want }) => {
  const problems = settingsProblems({ ...good, ...change }, 'dev', { prod: '10.20.0.0/16' })
  expect(problems).toEqual([expect.stringMatching(want)])
})

test.each([1, 2])('refuses %i zones in prod', (count) => {
  const settings = { ...good, environment: 'prod', availabilityZones: good.availabilityZones.slice(0, count) }
  expect(settingsProblems(settings, 'prod', {})).toEqual([expect.stringContaining('prod needs 3 to 4')])
})
