import { afterAll, beforeAll, expect, it } from 'vitest'
import { once } from '../src/kubelet/testing/tools-image.ts'
import {
  containerOf,
  hasEnded,
  isReady,
  isReason,
  startTestNode,
  type TestNode,
} from '../src/testing/test-node.ts'

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
  await node.image('demo/print', 'v1', {
    layers: [
      {
        'app/print.js':
          'console.log(JSON.stringify({ env: process.env, argv: process.argv.slice(2), cwd: process.cwd() }))',
      },
    ],
    config: {
      WorkingDir: '/app',
      Entrypoint: ['node', 'print.js'],
      Cmd: ['by', 'default'],
      Env: ['FROM_IMAGE=yes', 'PORT=9090', 'PATH=/usr/local/bin:/usr/bin'],
    },
  })
})
afterAll(() => node[Symbol.asyncDispose]())

async function printed(name: string): Promise<{ env: Record<string, string>; argv: string[]; cwd: string }> {
  await node.until(name, hasEnded)
  return JSON.parse(await node.logs(name))
}

it('gives a process only what image and spec name, PATH, HOME, HOSTNAME and the mark of its container', async () => {
  node.run('bare', { image: 'demo/print:v1' }, { ...once, enableServiceLinks: false })
  const { env, argv, cwd } = await printed('bare')
  expect(Object.keys(env).toSorted()).toEqual([
    'FROM_IMAGE',
    'GITOPS_CONTAINER',
    'HOME',
    'HOSTNAME',
    'PATH',
    'PORT',
  ])
  expect(env).toMatchObject({ FROM_IMAGE: 'yes', HOSTNAME: 'bare' })
  expect(argv).toEqual(['by', 'default'])
  expect(cwd).toMatch(/\/app$/)
})

it('collects variables from everywhere, later ones over earlier', async () => {
  const { client } = node
  client.create('configmaps', {
    metadata: { name: 'settings', namespace: 'dev' },
    data: { COLOR: 'red', SIZE: 'small' },
  })
  client.create('secrets', {
    metadata: { name: 'keys', namespace: 'dev' },
    data: { token: Buffer.from('s3cret').toString('base64') },
  })
  node.run(
    'all',
    {
      image: 'demo/print:v1',
      args: ['--at=$(WHERE)', '$$(WHERE)', '$(UNKNOWN)'],
      ports: [{ containerPort: 8080 }],
      resources: { limits: { cpu: '1500m', memory: '64Mi' } },
      envFrom: [
        { configMapRef: { name: 'settings' } },
        { prefix: 'KEY_', secretRef: { name: 'keys' } },
        { configMapRef: { name: 'absent', optional: true } },
      ],
      env: [
        { name: 'SIZE', value: 'large' },
        { name: 'PORT', value: '8080' },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } },
        {
          name: 'MAYBE',
          valueFrom: { configMapKeyRef: { name: 'settings', key: 'absent', optional: true } },
        },
        { name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'TEAM', valueFrom: { fieldRef: { fieldPath: "metadata.labels['team']" } } },
        { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
        { name: 'CPUS', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
        { name: 'MIB', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
        { name: 'WHERE', value: '$(COLOR)-$(SIZE):$(PORT)' },
      ],
    },
    once,
    { labels: { team: 'blue' } },
  )
  const { env, argv } = await printed('all')
  const port = String(node.kubelet.hostPort({ namespace: 'dev', pod: 'all' }, 8080))
  expect(env).toMatchObject({
    COLOR: 'red',
    SIZE: 'large',
    KEY_token: 's3cret',
    TOKEN: 's3cret',
    NAME: 'all',
    TEAM: 'blue',
    NODE: 'local',
    CPUS: '2',
    MIB: '64',
    PORT: port,
    WHERE: `red-large:${port}`,
  })
  expect(port).not.toBe('8080')
  expect(env).not.toHaveProperty('MAYBE')
  expect(argv).toEqual([`--at=red-large:${port}`, '$(WHERE)', '$(UNKNOWN)'])
})

it("maps a port that the image's own variable names", async () => {
  node.run('image-port', { image: 'demo/print:v1', ports: [{ containerPort: 9090 }] }, once)
  const { env } = await printed('image-port')
  expect(env.PORT).toBe(String(node.kubelet.hostPort({ namespace: 'dev', pod: 'image-port' }, 9090)))
})

it('waits for the port of a Service that exists, and names it as Kubernetes does', async () => {
  const service = node.client.create('services', {
    metadata: { name: 'guest-book', namespace: 'dev' },
    spec: { selector: { app: 'x' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  })
  node.run('client', { image: 'demo/print:v1' }, once)
  await node.until('client', (pod) => pod?.status?.startTime !== undefined)
  expect(containerOf(node.get('client'))?.state?.waiting).toBeDefined()
  node.client.update('services', {
    ...service,
    metadata: { ...service.metadata, annotations: { 'gitops.example/host-ports': '{"80":41234}' } },
  })
  const { env } = await printed('client')
  expect(env).toMatchObject({
    GUEST_BOOK_SERVICE_HOST: '127.0.0.1',
    GUEST_BOOK_SERVICE_PORT: '41234',
    GUEST_BOOK_SERVICE_PORT_HTTP: '41234',
    GUEST_BOOK_PORT: 'tcp://127.0.0.1:41234',
    GUEST_BOOK_PORT_80_TCP: 'tcp://127.0.0.1:41234',
    GUEST_BOOK_PORT_80_TCP_PROTO: 'tcp',
    GUEST_BOOK_PORT_80_TCP_PORT: '41234',
    GUEST_BOOK_PORT_80_TCP_ADDR: '127.0.0.1',
  })
})

it('says which object or key is missing, and starts when it comes', async () => {
  const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'later', key: 'a' } } }]
  node.run('waiting', { image: 'demo/print:v1', env }, once)
  const pod = await node.until('waiting', isReason('CreateContainerConfigError'))
  expect(containerOf(pod)?.state?.waiting?.message).toBe('configmap "later" not found')
  const configMap = node.client.create('configmaps', {
    metadata: { name: 'later', namespace: 'dev' },
    data: {},
  })
  const next = await node.until('waiting', (state) =>
    /find key/.test(containerOf(state)?.state?.waiting?.message ?? ''),
  )
  expect(containerOf(next)?.state?.waiting?.message).toBe("couldn't find key a in ConfigMap dev/later")
  node.client.update('configmaps', { ...configMap, data: { a: 'now' } })
  expect((await printed('waiting')).env.A).toBe('now')
})

it('gives two pods of the same template ports of their own', async () => {
  const container = {
    image: 'demo/print:v1',
    command: ['node', '-e', 'require("node:http").createServer().listen(process.env.PORT)'],
    ports: [{ containerPort: 8080 }],
    env: [{ name: 'PORT', value: '8080' }],
    readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
  }
  node.run('twin-a', container)
  node.run('twin-b', container)
  await node.until('twin-a', isReady)
  await node.until('twin-b', isReady)
  const ports = ['twin-a', 'twin-b'].map((pod) => node.kubelet.hostPort({ namespace: 'dev', pod }, 8080))
  expect(new Set(ports).size).toBe(2)
})

it('warns of a port that the process cannot learn', async () => {
  node.run('deaf', { image: 'demo/print:v1', ports: [{ containerPort: 7000 }] }, once)
  await node.until('deaf', hasEnded)
  expect(node.reasons()).toContainEqual(
    expect.stringMatching(/^PortNotTold: port 7000 of container main is \d+ on this machine/),
  )
  expect(node.reasons().filter((line) => line.startsWith('PortNotTold'))).toHaveLength(1)
})

it('gives a port the number that hostPort asks for, and no pod a second time', async () => {
  const sleeping = { image: 'demo/print:v1', command: ['sleep', '60'] }
  const ports = [{ containerPort: 8080, hostPort: 19_437 }]
  node.run('first', { ...sleeping, ports })
  await node.until('first', isReady)
  expect(node.kubelet.hostPort({ namespace: 'dev', pod: 'first' }, 8080)).toBe(19_437)
  node.run('second', { ...sleeping, ports })
  const pod = await node.until('second', (state) => state?.status?.conditions !== undefined)
  expect(pod?.status?.conditions?.[0]?.message).toContain(
    "didn't have free ports for the requested pod ports",
  )
  node.client.delete('pods', 'dev', 'first', { gracePeriodSeconds: 0 })
  await node.until('second', isReady)
})

it('reads the Services again for each run of a container', async () => {
  const script =
    'console.log(process.env.LATE_SERVICE_PORT); process.exit(process.env.LATE_SERVICE_PORT ? 0 : 1)'
  node.run(
    'restarted',
    { image: 'demo/print:v1', command: ['node', '-e', script] },
    { restartPolicy: 'OnFailure' },
  )
  await node.until('restarted', isReason('CrashLoopBackOff'))
  node.client.create('services', {
    metadata: {
      name: 'late',
      namespace: 'dev',
      annotations: { 'gitops.example/host-ports': '{"80":41235}' },
    },
    spec: { selector: { app: 'x' }, ports: [{ port: 80 }] },
  })
  const pod = await node.until('restarted', hasEnded)
  expect(pod?.status?.phase).toBe('Succeeded')
  expect(await node.logs('restarted')).toBe('41235\n')
})
