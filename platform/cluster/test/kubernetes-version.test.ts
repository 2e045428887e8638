import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { kubernetesMajor, kubernetesMinor, kubernetesVersion } from '../src/machinery/kubernetes-version.ts'

const ops = join(import.meta.dirname, '..', '..', '..', 'ops')
const layers = globSync('environments/*/03_eks/main.tf', { cwd: ops })

test('there are environments to compare with', () => {
  expect(layers.length).toBeGreaterThan(1)
})

test.each(layers)('this cluster has the Kubernetes version of %s', (layer) => {
  const [, version] = /kubernetes_version *= *"(.+)"/.exec(readFileSync(join(ops, layer), 'utf8')) ?? []
  expect(version).toBe(`${kubernetesMajor}.${kubernetesMinor}`)
})

test('the version names a patch release', () => {
  expect(kubernetesVersion).toMatch(/^\d+\.\d+\.\d+$/)
})
