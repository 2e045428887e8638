import { expect, it } from 'vitest'
import { tokenEnv } from './token-env.ts'

it('gives the token to that address alone, in place of every other header for it', () => {
  const key = 'http.https://github.com/you/ops.git.extraHeader'
  expect(tokenEnv('https://github.com/you/ops.git', 't')).toEqual({
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: key,
    GIT_CONFIG_VALUE_0: '',
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: `Authorization: Basic ${Buffer.from('x-access-token:t').toString('base64')}`,
  })
})

it.each(['http://git.example.com/ops.git', 'git@github.com:you/ops.git', '/srv/ops.git', 'ops'])(
  'is never sent to %s',
  (remote) => {
    expect(tokenEnv(remote, 't')).toEqual({})
  },
)
