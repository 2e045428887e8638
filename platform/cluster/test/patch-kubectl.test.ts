import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Kubectl } from '../src/testing/kubectl.ts'
import { lacks } from '../src/testing/programs.ts'
import { RunningCluster } from '../src/testing/running-cluster.ts'

interface Container {
  name: string
  image?: string
  env?: { name: string; value: string }[]
}

function deployment(containers: readonly Container[], spec: object = {}): string {
  const labels = { app: 'web' }
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: {
      replicas: 0,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      ...spec,
    },
  })
}

const web = (...names: string[]): Container => ({
  name: 'web',
  image: 'demo/web:v1',
  env: names.map((name) => ({ name, value: '1' })),
})

const widgets = JSON.stringify({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.patch.example.com' },
  spec: {
    group: 'patch.example.com',
    scope: 'Namespaced',
    names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                'x-kubernetes-validations': [{ rule: 'self.size > 0' }],
                properties: {
                  size: { type: 'integer', default: 3 },
                  parts: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, colour: { type: 'string' } },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ],
  },
})

const gadget = (...parts: object[]) =>
  JSON.stringify({
    apiVersion: 'patch.example.com/v1',
    kind: 'Gadget',
    metadata: { name: 'mine' },
    spec: { parts },
  })

const serverSide = ['apply', '--server-side', '-f', '-']

describe.skipIf(lacks('kubectl'))('kubectl changes objects', () => {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await RunningCluster.start()
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  async function managers(kubectl: Kubectl, object: string): Promise<string[]> {
    const { metadata } = JSON.parse(await kubectl.ok(`get ${object} -o json --show-managed-fields`))
    return metadata.managedFields.map(
      ({ manager, operation }: { manager: string; operation: string }) => `${operation} ${manager}`,
    )
  }

  it('three-way applies of a workload remove, add and order the items of its lists', async () => {
    const kubectl = await Kubectl.in(cluster, 'three-way')
    const env = 'get deploy web -o jsonpath={.spec.template.spec.containers[0].env[*].name}'
    await kubectl.ok('apply -f -', deployment([web('A', 'B')]))
    await kubectl.ok('set env deploy/web OURS=1')
    await kubectl.ok('apply -f -', deployment([web('C', 'B')]))
    expect((await kubectl.ok(env)).split(' ').sort()).toEqual(['B', 'C', 'OURS'])
    const side = { name: 'side', image: 'demo/web:v2' }
    await kubectl.ok('apply -f -', deployment([side, web('C', 'B')]))
    const names = 'get deploy web -o jsonpath={.spec.template.spec.containers[*].name}'
    expect(await kubectl.ok(names)).toBe('side web')
    await kubectl.ok('apply -f -', deployment([web('C', 'B')]))
    expect(await kubectl.ok(names)).toBe('web')
    await kubectl.ok('apply -f -', deployment([web('C', 'B')], { strategy: { type: 'Recreate' } }))
    expect(await kubectl.ok('get deploy web -o jsonpath={.spec.strategy}')).toBe('{"type":"Recreate"}')
    const version = await kubectl.ok('get deploy web -o jsonpath={.metadata.resourceVersion}')
    await kubectl.ok('apply -f -', deployment([web('C', 'B')], { strategy: { type: 'Recreate' } }))
    expect(await kubectl.ok('get deploy web -o jsonpath={.metadata.resourceVersion}')).toBe(version)
  })

  it('moves from client-side to server-side apply without conflicts, and back', async () => {
    const kubectl = await Kubectl.in(cluster, 'migrate')
    await kubectl.ok('apply -f -', deployment([web('A', 'B')]))
    expect(await managers(kubectl, 'deploy web')).toContain('Update kubectl-client-side-apply')
    await kubectl.args(serverSide, deployment([web('A', 'B')]))
    const after = await managers(kubectl, 'deploy web')
    expect(after).toContain('Apply kubectl')
    expect(after).not.toContain('Update kubectl-client-side-apply')
    await kubectl.args(serverSide, deployment([web('A')]))
    expect(
      await kubectl.ok('get deploy web -o jsonpath={.spec.template.spec.containers[0].env[*].name}'),
    ).toBe('A')
    expect((await kubectl.try(['diff', '--server-side', '-f', '-'], deployment([web('A')]))).stdout).toBe('')
    await kubectl.ok('apply -f -', deployment([web('A')]))
  })

  it('names whom a server-side apply conflicts with', async () => {
    const kubectl = await Kubectl.in(cluster, 'conflict')
    await kubectl.args(serverSide, deployment([web('A')]))
    await kubectl.ok('scale deploy web --replicas=1')
    const refused = await kubectl.try(serverSide, deployment([web('A')]))
    expect(refused.stderr).toContain(
      'conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
    )
    await kubectl.args([...serverSide, '--force-conflicts'], deployment([web('A')]))
    expect(await kubectl.ok('get deploy web -o jsonpath={.spec.replicas}')).toBe('0')
  })

  it('edits, and says why an edit is refused', async () => {
    const kubectl = await Kubectl.in(cluster, 'edit')
    await kubectl.ok('create deployment web --image=demo/web:v1 --replicas=0')
    const edit = (script: string) =>
      cluster.run('env', [
        `KUBE_EDITOR=sed -i ${script}`,
        // What a refused edit leaves behind goes with the cluster's directory.
        `TMPDIR=${cluster.env().HOME}`,
        'kubectl',
        '--namespace=edit',
        'edit',
        'deploy',
        'web',
      ])
    expect((await edit('s/web:v1/web:v2/')).stdout).toContain('edited')
    expect(await kubectl.ok('get deploy web -o jsonpath={.spec.template.spec.containers[0].image}')).toBe(
      'demo/web:v2',
    )
    const wrong = await edit('s/replicas:.0/replicas:\\ -1/')
    const [, kept = ''] = /stored to "([^"]+)"/.exec(wrong.stderr) ?? []
    expect(readFileSync(kept, 'utf8')).toContain(
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    )
  })

  it('merges a custom resource by its own schema, and refuses what its schema does not take', async () => {
    const kubectl = await Kubectl.in(cluster, 'gadgets')
    const defined = await kubectl.try(['apply', '-f', '-'], widgets)
    expect(defined.stderr).toContain('stored but not enforced')
    await kubectl.args(serverSide, gadget({ name: 'a', colour: 'red' }, { name: 'b' }))
    await kubectl.args([...serverSide, '--field-manager=other'], gadget({ name: 'c' }))
    await kubectl.args(serverSide, gadget({ name: 'b' }))
    const parts = await kubectl.ok('get gadget mine -o jsonpath={.spec}')
    expect(JSON.parse(parts)).toEqual({ size: 3, parts: [{ name: 'b' }, { name: 'c' }] })
    const strategic = await kubectl.fails('patch gadget mine --type=strategic -p {"spec":{"size":4}}')
    expect(strategic).toContain('application/strategic-merge-patch+json is not supported')
    expect(await kubectl.fails('patch gadget mine --type=merge -p {"spec":{"size":"x"}}')).toContain(
      'spec.size in body must be of type integer: "string"',
    )
    const unknown = await kubectl.try(['apply', '-f', '-'], gadget({ name: 'a', color: 'red' }))
    expect(unknown.stderr).toContain('unknown field "spec.parts[0].color"')
    await kubectl.ok('delete crd gadgets.patch.example.com')
    expect(await kubectl.fails('get gadgets')).toContain('the server')
  })
})
