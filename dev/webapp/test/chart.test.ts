import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const chart = join(import.meta.dirname, '..', 'chart')
const helmIsHere = spawnSync('helm', ['version'], { stdio: 'ignore' }).status === 0
const required = process.env.GITOPS_REQUIRE_TOOLS === '1'

const image = { 'image.repository': 'guestbook/webapp', 'image.tag': 'abc123' }

/** Renders with an image and the given values, `{ "a.b": "c" }` being --set-json a.b="c". */
function render(values: Record<string, unknown> = {}) {
  const sets = Object.entries({ ...image, ...values }).flatMap(([key, value]) => [
    '--set-json',
    `${key}=${JSON.stringify(value)}`,
  ])
  const { status, stdout, stderr } = spawnSync('helm', ['template', 'web', chart, ...sets], {
    encoding: 'utf8',
  })
  return { status, stdout, stderr, kinds: [...stdout.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind) }
}

describe.skipIf(!helmIsHere && !required)('the chart (skipped without helm on PATH)', () => {
  test('passes a strict lint', () => {
    const sets = Object.entries(image).flatMap(([key, value]) => ['--set', `${key}=${value}`])
    const { status, stdout } = spawnSync('helm', ['lint', '--strict', chart, ...sets], { encoding: 'utf8' })
    expect(status, stdout).toBe(0)
  })

  test('renders by default what needs no operator and no host name', () => {
    expect(render().kinds.sort()).toEqual([
      'Deployment',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'ServiceAccount',
    ])
  })

  test.each([
    { values: { 'ingress.enabled': true, 'ingress.host': 'guestbook.example' }, kind: 'Ingress' },
    { values: { 'serviceMonitor.enabled': true }, kind: 'ServiceMonitor' },
    { values: { 'autoscaling.enabled': true }, kind: 'HorizontalPodAutoscaler' },
  ])('adds a $kind by $values', ({ values, kind }) => {
    expect(render(values).kinds).toContain(kind)
  })

  test('leaves the number of pods to the autoscaler where there is one', () => {
    expect(render().stdout).toMatch(/^ {2}replicas: 2$/m)
    expect(render({ 'autoscaling.enabled': true }).stdout).not.toMatch(/^ {2}replicas:/m)
  })

  test('takes no minimum of available pods as a value, and only one of the two', () => {
    const minimum = { 'podDisruptionBudget.maxUnavailable': null, 'podDisruptionBudget.minAvailable': 0 }
    expect(render(minimum).stdout).toContain('minAvailable: 0')
    expect(render({ 'podDisruptionBudget.minAvailable': 1 }).status).not.toBe(0)
  })

  test.each([
    { name: 'no tag', values: { 'image.tag': '' }, says: 'image.tag is missing' },
    { name: 'no repository', values: { 'image.repository': '' }, says: 'image.repository is missing' },
    { name: 'an ingress without host', values: { 'ingress.enabled': true }, says: 'ingress.host is missing' },
    {
      name: 'an unknown value',
      values: { replicas: 3 },
      says: "additional properties 'replicas' not allowed",
    },
    { name: 'a wrong type', values: { drainMs: 'long' }, says: '/drainMs' },
  ])('refuses $name', ({ values, says }) => {
    const { status, stderr } = render(values)
    expect(status).not.toBe(0)
    expect(stderr).toContain(says)
  })

  test('passes an address made of service variables on as it is', () => {
    const url = 'http://$(API_SERVICE_HOST):$(API_SERVICE_PORT)'
    expect(render({ 'api.url': url }).stdout).toContain(`value: "${url}"`)
  })
})
