import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { AccountTokens } from './account-tokens.ts'

const account = { name: 'robot', namespace: 'dev', uid: 'u1', audiences: [] }

it('knows the account of its own tokens until these expire or the account is gone', async () => {
  const clock = new FakeClock()
  let exists = true
  const tokens = new AccountTokens(clock, 'key', () => exists)
  const { token, expiresAtMs } = tokens.issue(account, 600)
  expect(expiresAtMs - clock.now()).toBeLessThanOrEqual(600_000)
  expect(tokens.authenticate(token)).toEqual({
    username: 'system:serviceaccount:dev:robot',
    uid: 'u1',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:dev', 'system:authenticated'],
  })
  exists = false
  expect(tokens.authenticate(token)).toBeUndefined()
  exists = true
  await clock.advance(600_000)
  expect(tokens.authenticate(token)).toBeUndefined()
})

it('takes no token of another key, no changed one and none for somebody else', () => {
  const clock = new FakeClock()
  const tokens = new AccountTokens(clock, 'key', () => true)
  const { token } = tokens.issue(account, 600)
  const [head, , signature] = token.split('.')
  const claims = Buffer.from(JSON.stringify({ sub: 'admin', exp: 9e9 })).toString('base64url')
  expect(tokens.authenticate(`${head}.${claims}.${signature}`)).toBeUndefined()
  expect(tokens.authenticate('nonsense')).toBeUndefined()
  expect(new AccountTokens(clock, 'other', () => true).authenticate(token)).toBeUndefined()
  const vault = tokens.issue({ ...account, audiences: ['vault'] }, 600)
  expect(tokens.authenticate(vault.token)).toBeUndefined()
})
