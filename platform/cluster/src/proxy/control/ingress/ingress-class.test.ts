import { expect, test } from 'vitest'
import { isServed } from './ingress-class.ts'

const nginx = { metadata: { name: 'nginx' } }
const isDefault = { 'ingressclass.kubernetes.io/is-default-class': 'true' }
const defaultNginx = { metadata: { name: 'nginx', annotations: isDefault } }
const defaultOther = { metadata: { name: 'other', annotations: isDefault } }
const old = { metadata: { annotations: { 'kubernetes.io/ingress.class': 'nginx' } } }

test.for([
  { name: 'its class named', ingress: { spec: { ingressClassName: 'nginx' } }, classes: [], want: true },
  {
    name: 'another class named',
    ingress: { spec: { ingressClassName: 'x' } },
    classes: [defaultNginx],
    want: false,
  },
  { name: 'its class named the old way', ingress: old, classes: [nginx], want: true },
  { name: 'no class, ours the default', ingress: {}, classes: [nginx, defaultNginx], want: true },
  { name: 'no class, no default', ingress: {}, classes: [nginx], want: false },
  { name: 'no class, another the default', ingress: {}, classes: [nginx, defaultOther], want: false },
])('an Ingress with $name', ({ ingress, classes, want }) => {
  expect(isServed(ingress, classes)).toBe(want)
})
