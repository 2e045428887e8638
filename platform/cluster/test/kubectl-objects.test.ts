import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Kubectl } from '../src/testing/kubectl.ts'
import { lacks } from '../src/testing/programs.ts'
import { RunningCluster } from '../src/testing/running-cluster.ts'

const configMap = (data: object, name = 'settings') =>
  JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels: { part: name } }, data })

describe.skipIf(lacks('kubectl'))('kubectl on objects', () => {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await RunningCluster.start()
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  it('creates, reads in every form, replaces, labels, annotates and deletes', async () => {
    const kubectl = await Kubectl.in(cluster, 'objects')
    expect(await kubectl.ok('create configmap settings --from-literal=color=blue')).toContain('created')
    expect(await kubectl.fails('create configmap settings --from-literal=a=b')).toContain(
      'configmaps "settings" already exists',
    )
    expect(await kubectl.ok('get configmap settings -o jsonpath={.data.color}')).toBe('blue')
    expect(await kubectl.ok('get cm settings -o yaml')).toContain('color: blue')
    expect(await kubectl.ok('get cm -o custom-columns=N:.metadata.name,C:.data.color')).toMatch(
      /^N +C\nkube-root-ca.crt|^N +C\nsettings +blue/,
    )
    expect(await kubectl.ok('get cm settings -o name')).toBe('configmap/settings\n')
    expect(await kubectl.ok('get cm settings -o wide')).toMatch(/NAME +DATA +AGE\nsettings +1 +\d+s/)
    expect(await kubectl.ok('get cm settings --show-labels')).toContain('<none>')
    await kubectl.ok('label cm settings tier=front')
    expect(await kubectl.ok('get cm -l tier=front -o name')).toBe('configmap/settings\n')
    expect(await kubectl.ok('get cm -l tier!=front,tier -o name')).toBe('')
    expect(await kubectl.ok('get cm --field-selector metadata.name=settings -o name')).toContain('settings')
    await kubectl.ok('annotate cm settings note=first')
    expect(await kubectl.ok('get cm settings -o jsonpath={.metadata.annotations.note}')).toBe('first')
    await kubectl.ok('label cm settings tier-')
    await kubectl.ok('replace -f -', configMap({ color: 'green' }))
    expect(await kubectl.ok('get cm settings -o jsonpath={.data.color}')).toBe('green')
    expect(await kubectl.ok('describe cm settings')).toContain('color:\n----\ngreen')
    expect(await kubectl.ok('delete cm settings')).toContain('deleted')
    expect(await kubectl.fails('get cm settings')).toContain('configmaps "settings" not found')
  })

  it('applies, shows the difference, prunes what left the manifest and keeps what others wrote', async () => {
    const kubectl = await Kubectl.in(cluster, 'apply')
    expect(await kubectl.ok('apply -f -', configMap({ a: '1', b: '2' }))).toContain('created')
    expect(await kubectl.ok('apply -f -', configMap({ a: '1', b: '2' }))).toContain('unchanged')
    await kubectl.args(['patch', 'cm', 'settings', '--type=merge', '-p', '{"data":{"other":"kept"}}'])
    const diff = await kubectl.try(['diff', '-f', '-'], configMap({ a: '3' }))
    expect(diff.exitCode).toBe(1)
    expect(diff.stdout).toMatch(/^-\s+b: "2"$/m)
    expect(await kubectl.ok('apply -f -', configMap({ a: '3' }))).toContain('configured')
    expect(JSON.parse(await kubectl.ok('get cm settings -o jsonpath={.data}'))).toEqual({
      a: '3',
      other: 'kept',
    })
    expect(await kubectl.ok('diff -f -', configMap({ a: '3' }))).toBe('')
  })

  it('applies on the server: conflicts name the owner, --force-conflicts takes the fields', async () => {
    const kubectl = await Kubectl.in(cluster, 'server-side')
    const mine = ['apply', '--server-side', '-f', '-']
    expect(await kubectl.args(mine, configMap({ a: '1' }))).toContain('serverside-applied')
    await kubectl.args([...mine, '--field-manager=other'], configMap({ b: '2' }, 'settings'))
    const conflict = await kubectl.try([...mine, '--field-manager=other'], configMap({ a: '9' }))
    expect(conflict.exitCode).toBe(1)
    expect(conflict.stderr).toContain('conflict with "kubectl": .data.a')
    await kubectl.args([...mine, '--field-manager=other', '--force-conflicts'], configMap({ a: '9' }))
    expect(JSON.parse(await kubectl.ok('get cm settings -o jsonpath={.data}'))).toEqual({ a: '9' })
  })

  it('writes nothing on a dry run of the server', async () => {
    const kubectl = await Kubectl.in(cluster, 'dry-run')
    expect(await kubectl.ok('apply --dry-run=server -f -', configMap({ a: '1' }))).toContain(
      '(server dry run)',
    )
    expect(await kubectl.ok('create cm b --from-literal=a=b --dry-run=server')).toContain('(server dry run)')
    expect(await kubectl.ok('get cm -l part=settings -o name')).toBe('')
    await kubectl.ok('apply -f -', configMap({ a: '1' }))
    await kubectl.ok('delete cm settings --dry-run=server')
    expect(await kubectl.ok('get cm settings -o name')).toContain('settings')
  })

  it('refuses a misspelt field, and only warns when asked to', async () => {
    const kubectl = await Kubectl.in(cluster, 'validation')
    const misspelt = JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', label: { a: 'b' } },
      dat: {},
    })
    const refused = await kubectl.fails('apply --validate=strict -f -', misspelt)
    expect(refused).toContain('unknown field "dat"')
    expect(refused).toContain('unknown field "metadata.label"')
    const warned = await kubectl.try(['apply', '--validate=warn', '-f', '-'], misspelt)
    expect(warned.exitCode).toBe(0)
    expect(warned.stderr).toContain('Warning: unknown field "dat"')
    const ignored = await kubectl.try(['apply', '--validate=ignore', '-f', '-'], misspelt)
    expect(ignored.stderr).toBe('')
  })

  it('patches with every patch type', async () => {
    const kubectl = await Kubectl.in(cluster, 'patches')
    await kubectl.ok('create deployment web --image=demo/web:v1 --replicas=0')
    const patch = (type: string, text: string) =>
      kubectl.args(['patch', 'deploy', 'web', `--type=${type}`, '-p', text])
    await patch('json', '[{"op":"add","path":"/metadata/labels/json","value":"yes"}]')
    await patch('merge', '{"metadata":{"labels":{"merge":"yes"}}}')
    await patch(
      'strategic',
      '{"spec":{"template":{"spec":{"containers":[{"name":"side","image":"demo/web:v2"}]}}}}',
    )
    expect(await kubectl.ok('get deploy web -o jsonpath={.spec.template.spec.containers[*].name}')).toMatch(
      /^(side web|web side)$/,
    )
    expect(JSON.parse(await kubectl.ok('get deploy web -o jsonpath={.metadata.labels}'))).toMatchObject({
      json: 'yes',
      merge: 'yes',
    })
    const test = await kubectl.try([
      'patch',
      'deploy',
      'web',
      '--type=json',
      '-p',
      '[{"op":"test","path":"/spec/replicas","value":7}]',
    ])
    expect(test.exitCode).toBe(1)
    await kubectl.ok('patch deploy web --subresource=scale --type=merge -p {"spec":{"replicas":0}}')
  })

  it('waits for deletion, conditions and fields', async () => {
    const kubectl = await Kubectl.in(cluster, 'waits')
    await kubectl.ok('create cm held --from-literal=a=b')
    await kubectl.args(['patch', 'cm', 'held', '-p', '{"metadata":{"finalizers":["example.com/hold"]}}'])
    await kubectl.ok('delete cm held --wait=false')
    expect(await kubectl.ok('get cm held -o jsonpath={.metadata.deletionTimestamp}')).toMatch(/^\d{4}-/)
    const gone = kubectl.ok('wait --for=delete cm/held --timeout=120s')
    await kubectl.args([
      'patch',
      'cm',
      'held',
      '--type=json',
      '-p',
      '[{"op":"remove","path":"/metadata/finalizers"}]',
    ])
    await gone
    await kubectl.ok('create deployment web --image=demo/web:v1 --replicas=0')
    await kubectl.ok('wait deploy/web --for=condition=Available --timeout=120s')
    await kubectl.ok('wait deploy/web --for=jsonpath={.status.observedGeneration}=1 --timeout=120s')
  })

  it('deletes owners with their dependants, or leaves these as orphans', async () => {
    const kubectl = await Kubectl.in(cluster, 'cascade')
    await kubectl.ok('create deployment gone --image=demo/web:v1 --replicas=0')
    await kubectl.ok('create deployment kept --image=demo/web:v1 --replicas=0')
    await kubectl.ok('wait deploy --all --for=condition=Available --timeout=120s')
    await kubectl.ok('delete deploy gone --cascade=foreground')
    expect(await kubectl.ok('get rs -l app=gone -o name')).toBe('')
    await kubectl.ok('delete deploy kept --cascade=orphan')
    expect(await kubectl.ok('get rs -l app=kept -o name')).toContain('replicaset.apps/kept-')
    expect(await kubectl.ok('get rs -l app=kept -o jsonpath={.items[*].metadata.ownerReferences}')).toBe('')
    await kubectl.ok('delete rs -l app=kept')
    expect(await kubectl.ok('get rs -o name')).toBe('')
  })

  it('ends a namespace with everything in it', async () => {
    const kubectl = await Kubectl.in(cluster, 'ending')
    await kubectl.ok('create cm a --from-literal=a=b')
    await kubectl.ok('create deployment web --image=demo/web:v1')
    await kubectl.ok('delete namespace ending')
    expect(await kubectl.fails('get namespace ending')).toContain('namespaces "ending" not found')
    expect(await kubectl.ok('get all,cm -o name')).toBe('')
  })

  it('serves a kind that a CustomResourceDefinition defines', async () => {
    const kubectl = await Kubectl.in(cluster, 'custom')
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'widgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'widgets', singular: 'widget', kind: 'Widget', shortNames: ['wg'] },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            subresources: {
              status: {},
              scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
            },
            additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    required: ['size'],
                    properties: {
                      size: { type: 'integer', minimum: 1 },
                      color: { type: 'string', default: 'red' },
                    },
                  },
                  status: { type: 'object', properties: { size: { type: 'integer' } } },
                },
              },
            },
          },
        ],
      },
    }
    await kubectl.ok('apply -f -', JSON.stringify(definition))
    await kubectl.ok('wait crd/widgets.example.com --for=condition=Established --timeout=120s')
    const widget = (spec: object) =>
      JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec })
    expect(await kubectl.fails('apply -f -', widget({ size: 0 }))).toContain('spec.size')
    await kubectl.ok('apply -f -', widget({ size: 3 }))
    expect(await kubectl.ok('get wg w -o jsonpath={.spec.color}')).toBe('red')
    expect(await kubectl.ok('get widgets')).toMatch(/NAME +SIZE\nw +3/)
    await kubectl.ok('scale widget w --replicas=5')
    expect(await kubectl.ok('get wg w -o jsonpath={.spec.size}')).toBe('5')
    expect(await kubectl.ok('explain widget.spec')).toContain('size')
    expect(await kubectl.ok('api-resources --api-group=example.com -o name')).toBe('widgets.example.com\n')
    await kubectl.ok('delete crd widgets.example.com')
    expect(await kubectl.fails('get widgets')).toMatch(
      // By what kubectl still remembers of discovery, or by asking again.
      /could not find the requested resource|doesn't have a resource type "widgets"/,
    )
  })
})
