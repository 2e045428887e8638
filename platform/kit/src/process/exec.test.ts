import { expect, it } from 'vitest'
import { baseEnv, pasteable } from './exec.ts'

it.each([
  { argv: ['git', 'push', 'origin', 'HEAD:master'], want: 'git push origin HEAD:master' },
  { argv: ['echo', 'two words'], want: "echo 'two words'" },
  { argv: ['echo', "it's"], want: "echo 'it'\\''s'" },
  { argv: ['echo', ''], want: "echo ''" },
])('writes $argv so that a shell reads the same words', ({ argv, want }) => {
  expect(pasteable(argv)).toBe(want)
})

it('keeps what programs need and drops everything else', () => {
  const env = baseEnv({
    PATH: '/bin',
    HOME: '/h',
    LC_ALL: 'C',
    AWS_SECRET_ACCESS_KEY: 's',
    GIT_DIR: '/x',
    GITOPS_OWNER: 'o',
    GITOPS_BRANCH: 'b',
    https_proxy: 'p',
  })
  expect(env).toEqual({ PATH: '/bin', HOME: '/h', LC_ALL: 'C', GITOPS_OWNER: 'o', https_proxy: 'p' })
})
