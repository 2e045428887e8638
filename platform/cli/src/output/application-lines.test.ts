import { expect, it } from 'vitest'
import { applicationLines } from './application-lines.ts'

it('shows control characters of a message that others wrote as text', () => {
  const application = {
    name: 'web',
    namespace: 'argocd',
    sync: 'OutOfSync',
    health: 'Degraded',
    revision: 'a'.repeat(40),
    images: [],
    message: 'cannot render\n\x1b[2Jall is well',
  }
  expect(applicationLines([application], (_, text) => text)).toEqual([
    '  ! web        OutOfSync, Degraded  aaaaaaa',
    '      cannot render',
    '      \\u001b[2Jall is well',
  ])
})
