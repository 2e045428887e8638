import { expect, it } from 'vitest'
import { readSettings } from './settings.ts'

it.each([
  { env: {}, autoRollback: true, checkEdits: true },
  { env: { GITOPS_ENVIRONMENT: 'dev' }, autoRollback: false, checkEdits: true },
  { env: { GITOPS_ENVIRONMENT: 'dev', GITOPS_AUTO_ROLLBACK: 'on' }, autoRollback: true, checkEdits: true },
  { env: { GITOPS_AUTO_ROLLBACK: 'off', GITOPS_CHECK_EDITS: '' }, autoRollback: false, checkEdits: true },
  { env: { GITOPS_CHECK_EDITS: 'off' }, autoRollback: true, checkEdits: false },
])('is on or off by $env', ({ env, autoRollback, checkEdits }) => {
  expect(readSettings(env)).toMatchObject({ autoRollback, checkEdits })
})

it.each(['GITOPS_AUTO_ROLLBACK', 'GITOPS_CHECK_EDITS'])('refuses another value of %s', (name) => {
  expect(() => readSettings({ [name]: 'no' })).toThrow(`${name} is "no".`)
})
