import { expect, it } from 'vitest'
import { onlyRelabels } from './only-relabels.ts'

const deployment = (tag: string, more: object = {}) => ({
  metadata: { name: 'web', labels: { version: tag }, annotations: { commit: tag } },
  spec: {
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { version: tag } },
      spec: { containers: [{ name: 'web', image: `web:${tag}`, ports: [{ containerPort: 80 }], ...more }] },
    },
  },
})
const defaulted = { ...deployment('1', { imagePullPolicy: 'Always' }), status: { replicas: 1 } }

it.each([
  { name: 'another image and version labels', desired: deployment('2'), want: true },
  { name: 'another port', desired: deployment('1', { ports: [{ containerPort: 81 }] }), want: false },
  { name: 'one more port', desired: deployment('1', { ports: [{}, {}] }), want: false },
  { name: 'a field that is new', desired: deployment('1', { tty: true }), want: false },
  { name: 'a field of another type', desired: { ...deployment('1'), spec: 'none' }, want: false },
  {
    name: 'another selector',
    desired: { ...deployment('1'), spec: { selector: { matchLabels: { app: 'b' } } } },
    want: false,
  },
])('says of $name that nothing but labels and images changes: $want', ({ desired, want }) => {
  expect(onlyRelabels(desired, defaulted)).toBe(want)
})
