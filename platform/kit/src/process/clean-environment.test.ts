import { expect, it } from 'vitest'
import { cleanEnvironment } from './clean-environment.ts'

const added = '127.0.0.1,localhost,.localhost'

it.each([
  {
    name: "takes out libpq's variables",
    env: { PGHOST: 'h', PGSSLMODE: 'require', PGOPTIONS: '-c a=b', NODE_PG_FORCE_NATIVE: '1', HOME: '/h' },
    want: { HOME: '/h' },
  },
  { name: 'keeps those of a Terraform backend', env: { PG_CONN_STR: 'c' }, want: { PG_CONN_STR: 'c' } },
  {
    name: 'excepts this machine from a proxy',
    env: { HTTP_PROXY: 'p' },
    want: { HTTP_PROXY: 'p', NO_PROXY: added, no_proxy: added },
  },
  {
    name: 'adds to the exceptions that there are',
    env: { https_proxy: 'p', NO_PROXY: 'a.example, localhost', no_proxy: 'b.example' },
    want: {
      https_proxy: 'p',
      NO_PROXY: 'b.example,a.example,localhost,127.0.0.1,.localhost',
      no_proxy: 'b.example,a.example,localhost,127.0.0.1,.localhost',
    },
  },
  { name: 'leaves exceptions without a proxy alone', env: { NO_PROXY: 'a' }, want: { NO_PROXY: 'a' } },
] as { name: string; env: NodeJS.ProcessEnv; want: NodeJS.ProcessEnv }[])('$name', ({ env, want }) => {
  cleanEnvironment(env)
  expect(env).toEqual(want)
})
