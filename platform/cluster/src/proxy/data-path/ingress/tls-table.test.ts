import { expect, test } from 'vitest'
import { ingressOf } from '../../testing/ingress-of.ts'
import { buildTlsTable, findTlsSecret } from './tls-table.ts'

const table = buildTlsTable([
  ingressOf('older', { tls: [{ hosts: ['A.example.com', '*.example.com'], secretName: 'older' }] }),
  ingressOf('younger', { tls: [{ hosts: ['a.example.com'], secretName: 'younger' }] }),
  ingressOf('without-hosts', { tls: [{ secretName: 'own' }], rules: [{ host: 'rule.test' }, {}] }),
  ingressOf('without-secret', { tls: [{ hosts: ['nothing.test'] }] }),
])

test.for([
  ['a.example.com', 'dev/older'],
  ['A.EXAMPLE.com', 'dev/older'],
  ['b.example.com', 'dev/older'],
  ['c.b.example.com', undefined],
  ['rule.test', 'dev/own'],
  ['nothing.test', undefined],
  ['localhost', undefined],
])('the certificate of %s is in Secret %s', ([host = '', secret]) => {
  expect(findTlsSecret(table, host)).toBe(secret)
})
