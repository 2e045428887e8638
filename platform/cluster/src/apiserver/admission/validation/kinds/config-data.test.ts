import { expect, it } from 'vitest'
import { Causes } from '../causes.ts'
import { secretRules } from './config-data.ts'

it.each([
  { type: 'kubernetes.io/ssh-auth', want: ['data[ssh-privatekey]: Required value'] },
  { type: 'Opaque', want: [] },
  { type: 'constructor', want: [] },
  { type: '__proto__', want: [] },
])('a Secret of the type $type lacks $want', ({ type, want }) => {
  const causes = new Causes()
  secretRules.check?.({ type, data: {} }, causes)
  expect(causes.found.map(({ field, message }) => `${field}: ${message}`)).toEqual(want)
})
