import { expect, it } from 'vitest'
import { installNotice } from './install-notice.ts'

it('says what is installed and how long that takes, before it begins', () => {
  const compiled = { name: 'helm', compileTime: 'one to three minutes', minutes: 3 }
  const packaged = { name: 'checkov', minutes: 1 }
  const [first, ...programs] = installNotice([compiled, packaged])
  expect(first).toBe(
    'Installing 2 programs that tests run, once, into .gitops/tools; at most about 4 minutes on two cores:',
  )
  expect(programs.slice(0, 2)).toEqual([
    '  helm: one to three minutes where Go has to compile it',
    '  checkov: at most a minute',
  ])
})

it('says nothing where every program is there', () => {
  expect(installNotice([])).toEqual([])
})
