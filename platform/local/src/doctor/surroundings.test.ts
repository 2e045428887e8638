import { expect, it } from 'vitest'
import { settingFindings, variableFindings } from './surroundings.ts'

it.each([
  { name: 'nothing', env: { HOME: '/h', PG_CONN_STR: 'c' }, umask: 0o022, want: [] },
  {
    name: "libpq's variables in one line",
    env: { PGUSER: 'u', PGHOST: 'h' },
    umask: 0o002,
    want: ['PGHOST, PGUSER: not read; the database has its own'],
  },
  {
    name: 'a proxy for Node.js',
    env: { NODE_USE_ENV_PROXY: '1' },
    umask: 0o022,
    want: ['NODE_USE_ENV_PROXY: what listens on this machine is reached without a proxy'],
  },
  {
    name: 'a closed umask',
    env: {},
    umask: 0o077,
    want: ['umask 077: the platform makes its files under 022'],
  },
])('names $name that it finds in the environment', ({ env, umask, want }) => {
  expect(variableFindings(env, umask).map(({ detail }) => detail)).toEqual(want)
})

it.each([
  { keys: ['user.name', 'core.autocrlf'], want: [] },
  {
    keys: ['core.hookspath', 'core.hookspath'],
    want: ['core.hookspath: these hooks run in your own git and in ./gitops push only'],
  },
  {
    keys: ['url.ssh://git@example.com/.insteadof', 'commit.gpgsign'],
    want: [
      "url.ssh://git@example.com/.insteadof: the machine's repository is used as it is",
      'commit.gpgsign: commits and pushes of the platform are not signed',
    ],
  },
])('names what is set aside of the git settings $keys', ({ keys, want }) => {
  expect(settingFindings(keys).map(({ detail }) => detail)).toEqual(want)
})
