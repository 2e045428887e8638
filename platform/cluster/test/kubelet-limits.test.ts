import { availableParallelism } from 'node:os'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeToolsImage, shell, toolsImage } from '../src/kubelet/testing/tools-image.ts'
import { containerOf, hasEnded, isReady, startTestNode, type TestNode } from '../src/testing/test-node.ts'

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
  await makeToolsImage(node)
})
afterAll(() => node[Symbol.asyncDispose]())

const hungry = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(20e6, 1)), 20)'
const script = (source: string) => ({ image: toolsImage, command: ['node', '-e', source] })
const { platform } = process

it.skipIf(platform !== 'linux')('ends a container that passes its memory limit as OOMKilled', async () => {
  node.run(
    'hungry',
    { ...script(hungry), resources: { limits: { memory: '120Mi' } } },
    { restartPolicy: 'Never' },
  )
  const pod = await node.until('hungry', hasEnded)
  expect(containerOf(pod)?.state?.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 })
})

it.skipIf(platform !== 'linux')('counts the memory of child processes', async () => {
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hungry)}])`
  node.run(
    'family',
    { ...script(parent), resources: { limits: { memory: '200Mi' } } },
    { restartPolicy: 'Never' },
  )
  const pod = await node.until('family', hasEnded)
  expect(containerOf(pod)?.state?.terminated?.reason).toBe('OOMKilled')
})

it.skipIf(platform !== 'linux')(
  'lets Node.js collect its garbage before the memory limit ends it',
  async () => {
    // Without a limit of the heap, V8 of a machine with much memory lets the dead grow past 120 MiB.
    const wasteful = `let rounds = 0, kept
      setInterval(() => {
        kept = Array.from({ length: 2e5 }, (_, i) => ({ i }))
        if (++rounds === 80) process.exit()
      }, 5)`
    const limited = { ...script(wasteful), resources: { limits: { memory: '120Mi' } } }
    node.run('wasteful', limited, { restartPolicy: 'Never' })
    const pod = await node.until('wasteful', hasEnded)
    expect(containerOf(pod)?.state?.terminated).toMatchObject({ reason: 'Completed', exitCode: 0 })
    node.client.delete('pods', 'dev', 'wasteful', { gracePeriodSeconds: 0 })
  },
)

it.skipIf(platform !== 'linux')('measures memory and CPU of running containers', async () => {
  node.run('busy', script('for (;;);'))
  node.run('idle', script('setInterval(() => {}, 1e6)'))
  await node.until('busy', isReady)
  await node.until('idle', isReady)
  const of = (pod: string) => node.kubelet.usage().find((usage) => usage.pod === pod)
  await expect.poll(() => of('busy')?.cpuCores ?? 0).toBeGreaterThan(0.1)
  // The first measurements may be of a process that is still being loaded.
  await expect.poll(() => of('idle')?.memoryBytes ?? 0).toBeGreaterThan(3e6)
  expect(of('idle')).toMatchObject({ namespace: 'dev', container: 'main' })
  node.client.delete('pods', 'dev', 'busy', { gracePeriodSeconds: 0 })
})

it('keeps a pod pending while the node is cordoned, and starts it when it is not', async () => {
  const cordon = (unschedulable: boolean) => {
    const live = node.client.get('nodes', '', 'local')
    if (live === undefined) throw new Error('no node')
    node.client.update('nodes', { ...live, spec: { ...live.spec, unschedulable } })
  }
  const names = ['cordoned-a', 'cordoned-b', 'cordoned-c']
  cordon(true)
  for (const name of names) node.run(name, script('setInterval(() => {}, 1e6)'))
  for (const name of names) {
    const pod = await node.until(name, (state) => state?.status?.conditions !== undefined)
    expect(pod?.status?.phase).toBe('Pending')
    expect(pod?.status?.conditions?.[0]).toMatchObject({
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: expect.stringContaining('0/1 nodes are available: 1 node(s) were unschedulable'),
    })
  }
  expect(node.reasons().some((line) => line.startsWith('FailedScheduling'))).toBe(true)
  cordon(false)
  for (const name of names) await node.until(name, isReady)
  for (const name of names) node.client.delete('pods', 'dev', name, { gracePeriodSeconds: 0 })
})

it('binds no more pods than their requests leave room for, also when they come at once', async () => {
  const half = {
    ...script('setInterval(() => {}, 1e6)'),
    resources: { requests: { cpu: `${availableParallelism() * 600}m` } },
  }
  node.run('half-a', half)
  node.run('half-b', half)
  const isRefused = (pod: string) =>
    node.get(pod)?.status?.conditions?.some(({ message = '' }) => message.includes('1 Insufficient cpu')) ??
    false
  await expect.poll(() => ['half-a', 'half-b'].filter(isRefused)).toHaveLength(1)
  const [refused = '', bound = ''] = isRefused('half-a') ? ['half-a', 'half-b'] : ['half-b', 'half-a']
  await node.until(bound, isReady)
  node.client.delete('pods', 'dev', bound)
  await node.until(refused, isReady)
})

it.skipIf(process.getuid?.() !== 0).each([
  { name: 'of-pod', pod: { runAsUser: 10005, runAsGroup: 10006 }, container: {}, isPair: false },
  { name: 'of-container', pod: { runAsUser: 10005 }, container: { runAsUser: 10007 }, isPair: true },
  { name: 'of-node', pod: {}, container: {}, isPair: true },
  { name: 'of-root', pod: { runAsUser: 0 }, container: {}, isPair: true },
])('gives a pod ids of its own for the user $name', async ({ name, pod, container, isPair }) => {
  node.run(
    `user-${name}`,
    {
      ...shell('echo $(id -u) $(id -g); touch $HOME/x'),
      securityContext: container,
    },
    { restartPolicy: 'Never', securityContext: pod },
  )
  const ended = await node.until(`user-${name}`, hasEnded)
  const [uid, gid] = (await node.logs(`user-${name}`)).split(/\s/).map(Number)
  expect(uid).toBeGreaterThan(30_000)
  expect(gid).toBeGreaterThan(30_000)
  expect(uid === gid).toBe(isPair)
  expect(ended?.status?.phase).toBe('Succeeded')
})

it('refuses to run as root what must not', async () => {
  node.run('root', { ...script('0'), securityContext: { runAsNonRoot: true } })
  const pod = await node.until('root', (state) => containerOf(state)?.state?.waiting?.message !== undefined)
  expect(containerOf(pod)?.state?.waiting).toEqual({
    reason: 'CreateContainerConfigError',
    message: 'container has runAsNonRoot and image will run as root',
  })
})
