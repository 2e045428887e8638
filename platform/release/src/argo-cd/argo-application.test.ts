import { expect, test } from 'vitest'
import { isApplication, readApplication } from './argo-application.ts'

const nothing = { sync: 'Unknown', health: 'Unknown', message: '', images: [], history: [] }

test.each([
  { name: 'nothing yet', body: { metadata: {} }, want: nothing },
  { name: 'no object', body: null, want: nothing },
  {
    name: 'fields of other types',
    body: { status: { sync: 'x', health: [], history: {}, summary: { images: 1 } } },
    want: nothing,
  },
  {
    name: 'a failed operation',
    body: {
      status: {
        sync: { status: 'OutOfSync' },
        health: { status: 'Healthy' },
        operationState: { message: 'one or more objects failed to apply' },
        summary: { images: ['a:1', 'b:2'] },
      },
    },
    want: {
      ...nothing,
      sync: 'OutOfSync',
      health: 'Healthy',
      message: 'one or more objects failed to apply',
      images: ['a:1', 'b:2'],
    },
  },
  {
    name: 'a reason for the whole, as Argo CD 2 gives it',
    body: { status: { health: { status: 'Degraded', message: 'too many restarts' }, resources: [{}] } },
    want: { ...nothing, health: 'Degraded', message: 'too many restarts' },
  },
  {
    name: 'a reason for each resource',
    body: {
      status: {
        health: { status: 'Degraded' },
        resources: [
          { kind: 'Service', name: 'web', health: { status: 'Healthy' } },
          { kind: 'Deployment', name: 'web', health: { status: 'Degraded', message: 'too slow' } },
          { kind: 'Job', name: 'web-migrate', health: { status: 'Degraded' } },
        ],
      },
    },
    want: {
      ...nothing,
      health: 'Degraded',
      message: 'Deployment web: too slow\nJob web-migrate: Degraded',
    },
  },
  {
    name: 'a history, of which an entry is broken',
    body: {
      status: {
        history: [
          { id: 0, revision: 'aa', deployedAt: '2026-01-01T00:00:00Z' },
          { id: 1, revision: 'bb', deployedAt: 'soon' },
          { id: 2, revision: '', revisions: ['1.2.3', 'cc'], deployedAt: '2026-01-01T00:01:00Z' },
        ],
      },
    },
    want: {
      ...nothing,
      history: [
        { revisions: ['aa'], at: Date.UTC(2026, 0, 1) },
        { revisions: ['1.2.3', 'cc'], at: Date.UTC(2026, 0, 1, 0, 1) },
      ],
    },
  },
])('reads an Application that has $name', ({ body, want }) => {
  expect(readApplication(body)).toEqual(want)
})

test.each([
  { body: { metadata: { name: 'web' } }, want: true },
  { body: { metadata: { name: 'api' } }, want: false },
  { body: { items: [] }, want: false },
  { body: [], want: false },
  { body: null, want: false },
  { body: 'web', want: false },
])('$body is the Application web: $want', ({ body, want }) => {
  expect(isApplication(body, 'web')).toBe(want)
})
