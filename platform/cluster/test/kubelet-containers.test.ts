import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeToolsImage, shell } from '../src/kubelet/testing/tools-image.ts'
import { containerOf, hasEnded, isReady, startTestNode, type TestNode } from '../src/testing/test-node.ts'

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
  await makeToolsImage(node)
})
afterAll(() => node[Symbol.asyncDispose]())

const named = (name: string, script: string) => ({ name, ...shell(script) })
const volumes = [{ name: 'v', emptyDir: {} }]
const volumeMounts = [{ name: 'v', mountPath: '/log' }]
/** Waits for a file of the shared volume, as a process that needs another would. */
const waitFor = (file: string) => `until [ -e /log/${file} ]; do sleep 0.02; done`

it('runs init containers one after the other, before the others', async () => {
  node.run(
    'ordered',
    {},
    {
      restartPolicy: 'Never',
      volumes,
      initContainers: [
        { ...named('first', 'sleep 0.1; echo first >> /log/x'), volumeMounts },
        { ...named('second', 'echo second >> /log/x'), volumeMounts },
      ],
      containers: [{ ...named('main', 'cat /log/x'), volumeMounts }],
    },
  )
  const pod = await node.until('ordered', hasEnded)
  expect(await node.logs('ordered')).toBe('first\nsecond\n')
  expect(pod?.status?.initContainerStatuses?.map(({ name, ready }) => [name, ready])).toEqual([
    ['first', true],
    ['second', true],
  ])
})

it('fails a pod whose init container fails, when it is not to be restarted', async () => {
  node.run(
    'init-fails',
    {},
    {
      restartPolicy: 'Never',
      initContainers: [named('setup', 'echo cannot >&2; exit 4')],
      containers: [named('main', 'true')],
    },
  )
  const pod = await node.until('init-fails', hasEnded)
  expect(pod?.status?.phase).toBe('Failed')
  expect(containerOf(pod, 'setup')?.state?.terminated?.exitCode).toBe(4)
  expect(containerOf(pod)?.state?.waiting?.reason).toBe('PodInitializing')
  const reported = node.emitted.filter(
    (event) => event.name === 'pod.failed' && event.payload.pod === 'init-fails',
  )
  expect(reported.map(({ payload }) => payload)).toMatchObject([{ reason: 'Error', lastLines: ['cannot'] }])
})

it('runs an init container again until it succeeds', async () => {
  node.run(
    'init-again',
    {},
    {
      restartPolicy: 'Always',
      volumes,
      initContainers: [
        { ...named('setup', '[ -e /log/tried ] || { touch /log/tried; exit 1; }'), volumeMounts },
      ],
      containers: [named('main', 'sleep 60')],
    },
  )
  const pod = await node.until('init-again', isReady)
  expect(containerOf(pod, 'setup')).toMatchObject({ restartCount: 1, state: { terminated: { exitCode: 0 } } })
})

it('starts a sidecar before the containers and ends it after them', async () => {
  node.run(
    'sidecar',
    {},
    {
      restartPolicy: 'Never',
      volumes,
      initContainers: [
        {
          ...named(
            'proxy',
            'trap "echo end >> /log/x; exit 0" TERM; echo proxy > /log/x; touch /log/up; while :; do sleep 0.02; done',
          ),
          restartPolicy: 'Always',
          startupProbe: { exec: { command: ['sh', '-c', 'test -e /log/up'] }, periodSeconds: 1 },
          volumeMounts,
        },
      ],
      containers: [{ ...named('main', 'echo main >> /log/x; cat /log/x'), volumeMounts }],
    },
  )
  const pod = await node.until('sidecar', hasEnded)
  expect(pod?.status?.phase).toBe('Succeeded')
  expect(await node.logs('sidecar')).toBe('proxy\nmain\n')
  expect(containerOf(pod, 'proxy')?.state?.terminated?.exitCode).toBe(0)
})

it('runs containers of a pod side by side and waits for all of them', async () => {
  node.run(
    'pair',
    {},
    {
      restartPolicy: 'Never',
      volumes,
      containers: [
        { ...named('main', `${waitFor('b')}; touch /log/a; echo a`), volumeMounts },
        { ...named('other', `touch /log/b; ${waitFor('a')}; echo b; exit 2`), volumeMounts },
      ],
    },
  )
  const pod = await node.until('pair', hasEnded)
  expect(pod?.status?.phase).toBe('Failed')
  expect(
    [containerOf(pod), containerOf(pod, 'other')].map((status) => status?.state?.terminated?.exitCode),
  ).toEqual([0, 2])
})

it('restarts only the container that failed, where the policy is OnFailure', async () => {
  node.run(
    'on-failure',
    {},
    {
      restartPolicy: 'OnFailure',
      volumes,
      containers: [
        { ...named('main', '[ -e /log/tried ] || { touch /log/tried; exit 1; }'), volumeMounts },
        named('other', 'true'),
      ],
    },
  )
  const pod = await node.until('on-failure', hasEnded)
  expect(pod?.status?.phase).toBe('Succeeded')
  expect(containerOf(pod)?.restartCount).toBe(1)
  expect(containerOf(pod, 'other')?.restartCount).toBe(0)
})

it('is ready only when its readiness gates are', async () => {
  node.run(
    'gated',
    {},
    {
      containers: [named('main', 'sleep 60')],
      readinessGates: [{ conditionType: 'example.com/open' }],
    },
  )
  const pod = await node.until('gated', (state) => containerOf(state)?.ready === true)
  expect(isReady(pod)).toBe(false)
  if (pod === undefined) throw new Error('no pod')
  const conditions = [...(pod.status?.conditions ?? []), { type: 'example.com/open', status: 'True' }]
  node.client.updateStatus('pods', { ...pod, status: { ...pod.status, conditions } })
  await node.until('gated', isReady)
})

it('becomes ready when the probe succeeds and unready when it fails', async () => {
  const readinessProbe = {
    exec: { command: ['sh', '-c', 'test -e $HOME/ready'] },
    periodSeconds: 1,
    failureThreshold: 1,
  }
  node.run('probed', {
    ...named('main', 'touch $HOME/ready; sleep 0.5; rm $HOME/ready; sleep 60'),
    readinessProbe,
  })
  await node.until('probed', isReady)
  const pod = await node.until('probed', (state) => !isReady(state))
  expect(pod?.status?.phase).toBe('Running')
  expect(pod?.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [main]',
  })
})
