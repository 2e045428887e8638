import { expect, it } from 'vitest'
import { substitute } from './build-environment.ts'

it.each([
  ['$ARGOCD_APP_NAME', 'web'],
  ['$' + '{ARGOCD_APP_NAME}-x', 'web-x'],
  ['a$ARGOCD_APP_NAME/b', 'aweb/b'],
  ['$UNKNOWN', ''],
  ['$$HOME', '$HOME'],
  ['plain', 'plain'],
  ['100$', '100$'],
])('substitutes %j', (text, want) => {
  expect(substitute(text, { ARGOCD_APP_NAME: 'web' })).toBe(want)
})
