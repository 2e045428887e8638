import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeToolsImage, shell, toolsImage } from '../src/kubelet/testing/tools-image.ts'
import {
  containerOf,
  hasEnded,
  isReady,
  isReason,
  processesWith,
  startTestNode,
  type TestNode,
} from '../src/testing/test-node.ts'

const server = `
const { createServer } = require('node:http')
const { writeFileSync } = require('node:fs')
const server = createServer((request, response) => {
  if (request.url === '/fail') writeFileSync(process.env.HOME + '/sick', '')
  const isSick = require('node:fs').existsSync(process.env.HOME + '/sick')
  response.statusCode = request.url === '/healthz' && isSick ? 500 : 200
  response.end('hello from ' + process.env.POD_NAME)
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening on', process.env.PORT))
process.on('SIGTERM', () => { console.log('got SIGTERM'); server.close(() => process.exit(0)) })
`

let node: TestNode
let trafficSettled = async () => {}
beforeAll(async () => {
  node = await startTestNode({ trafficSettled: () => trafficSettled() })
  await node.image('demo/server', 'v1', {
    layers: [{ 'app/main.js': server }],
    config: { WorkingDir: '/app', Entrypoint: ['node', 'main.js'], User: '10001' },
  })
  await makeToolsImage(node)
})
afterAll(() => node[Symbol.asyncDispose]())

const container = {
  image: 'demo/server:v1',
  ports: [{ containerPort: 8080, name: 'http' }],
  env: [
    { name: 'PORT', value: '8080' },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ],
  readinessProbe: { httpGet: { path: '/', port: 'http' }, periodSeconds: 1 },
}

it('starts a pod, gets it ready, answers, logs, and ends it', async () => {
  node.run('web', container)
  const pod = await node.until('web', isReady)
  const port = node.kubelet.hostPort({ namespace: 'dev', pod: 'web' }, 8080)
  expect(pod?.metadata.annotations?.['gitops.example/host-ports']).toBe(JSON.stringify({ 8080: port }))
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect(await answer.text()).toBe('hello from web')
  expect(pod?.status).toMatchObject({ phase: 'Running', podIP: '127.0.0.1', hostIP: '127.0.0.1' })
  expect(containerOf(pod)).toMatchObject({
    ready: true,
    started: true,
    restartCount: 0,
    imageID: expect.stringMatching(/^demo\/server@sha256:/),
  })
  expect(await node.logs('web')).toBe(`listening on ${port}\n`)
  expect(processesWith('main.js').length).toBeGreaterThan(0)
  const reported = node.emitted.filter(({ payload }) => payload.pod === 'web').map(({ name }) => name)
  expect(reported).toEqual(['pod.started', 'pod.ready'])
  node.client.delete('pods', 'dev', 'web')
  await node.until('web', (gone) => gone === undefined)
  await expect.poll(() => processesWith(pod?.metadata.uid ?? '')).toEqual([])
})

it('asks a pod to end only once no traffic is sent to it any more', async () => {
  node.run('busy', container)
  await node.until('busy', isReady)
  const port = node.kubelet.hostPort({ namespace: 'dev', pod: 'busy' }, 8080)
  const asked = Promise.withResolvers<void>()
  const moved = Promise.withResolvers<void>()
  trafficSettled = () => {
    asked.resolve()
    return moved.promise
  }
  node.client.delete('pods', 'dev', 'busy')
  await asked.promise
  trafficSettled = async () => {}
  // Its server closes as soon as it is asked to end.
  for (let turn = 0; turn < 10; turn++) expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200)
  moved.resolve()
  await node.until('busy', (pod) => pod === undefined)
})

it('reports each step as an event', async () => {
  node.run('reported', container)
  await node.until('reported', isReady)
  node.client.delete('pods', 'dev', 'reported')
  await node.until('reported', (gone) => gone === undefined)
  const reasons = node.client
    .list('events')
    .filter(({ involvedObject }) => involvedObject.name === 'reported')
    .map(({ reason }) => reason)
  expect(reasons.toSorted()).toEqual(['Created', 'Killing', 'Pulled', 'Scheduled', 'Started'])
})

it.each([
  { name: 'completed', script: 'echo done', phase: 'Succeeded', exitCode: 0, reason: 'Completed' },
  { name: 'failed', script: 'echo no >&2; exit 3', phase: 'Failed', exitCode: 3, reason: 'Error' },
  { name: 'signalled', script: 'kill -USR1 $$$$', phase: 'Failed', exitCode: 138, reason: 'Error' },
])('a process that runs once ends its pod: $name', async ({ name, script, phase, exitCode, reason }) => {
  node.run(name, shell(script), { restartPolicy: 'Never' })
  const pod = await node.until(name, hasEnded)
  expect(pod?.status?.phase).toBe(phase)
  expect(containerOf(pod)?.state?.terminated).toMatchObject({ exitCode, reason })
  const failed = node.emitted.filter((event) => event.name === 'pod.failed' && event.payload.pod === name)
  expect(failed).toHaveLength(exitCode === 0 ? 0 : 1)
  if (name === 'failed') expect(failed[0]?.payload).toMatchObject({ reason: 'Error', lastLines: ['no'] })
})

it('keeps the logs of a pod that has ended', async () => {
  node.run('spoke', shell('echo one; echo two >&2; printf three'), { restartPolicy: 'Never' })
  await node.until('spoke', hasEnded)
  expect((await node.logs('spoke')).split('\n').toSorted()).toEqual(['one', 'three', 'two'])
})

it('restarts a crashing container at once, then after ever longer pauses, and keeps the last run', async () => {
  node.run('crash', shell('echo run $$$$; exit 1'))
  const pod = await node.until('crash', isReason('CrashLoopBackOff'))
  expect(containerOf(pod)).toMatchObject({
    restartCount: 1,
    ready: false,
    lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    state: {
      waiting: {
        message: `back-off 10s restarting failed container=main pod=crash_dev(${pod?.metadata.uid})`,
      },
    },
  })
  expect(pod?.status?.phase).toBe('Running')
  expect(await node.logs('crash', { previous: true })).toMatch(/^run \d+\n$/)
  expect(await node.logs('crash')).not.toBe(await node.logs('crash', { previous: true }))
})

it('ends a container that ignores SIGTERM when its grace period is over, and all that it started', async () => {
  const nap = `sleep ${process.pid}730`
  const script = `trap "" TERM; (trap "" TERM; ${nap}1) & setsid ${nap}2 & wait; ${nap}3`
  node.run('stubborn', shell(script), { terminationGracePeriodSeconds: 1 })
  await node.until('stubborn', isReady)
  await expect.poll(() => processesWith(nap).length).toBe(3) // with the shell's own line
  const begun = Date.now()
  node.client.delete('pods', 'dev', 'stubborn')
  await node.until('stubborn', (gone) => gone === undefined)
  expect(Date.now() - begun).toBeGreaterThanOrEqual(1000)
  expect(processesWith(nap)).toEqual([])
})

it('runs preStop before SIGTERM, and postStart after the start', async () => {
  const script = 'trap "echo term; exit 0" TERM; while :; do sleep 0.05; done'
  node.run('hooks', {
    ...shell(script),
    lifecycle: {
      postStart: { exec: { command: ['sh', '-c', 'touch $HOME/started'] } },
      preStop: {
        exec: { command: ['sh', '-c', 'test -f $HOME/started && touch $HOME/stopping && sleep 0.2'] },
      },
    },
  })
  const pod = await node.until('hooks', isReady)
  const log = node.logs('hooks', { follow: true })
  const begun = Date.now()
  node.client.delete('pods', 'dev', 'hooks')
  await node.until('hooks', (gone) => gone === undefined)
  expect(Date.now() - begun).toBeGreaterThanOrEqual(200)
  expect(await log).toMatch(/term\n$/)
  expect(node.reasons().filter((line) => line.startsWith('FailedP'))).toEqual([])
  expect(pod?.status?.phase).toBe('Running')
})

it('restarts a container whose liveness probe fails', async () => {
  const livenessProbe = { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 1, failureThreshold: 1 }
  node.run('sick', { ...container, livenessProbe })
  await node.until('sick', isReady)
  const port = node.kubelet.hostPort({ namespace: 'dev', pod: 'sick' }, 8080)
  await fetch(`http://127.0.0.1:${port}/fail`)
  const pod = await node.until('sick', (state) => containerOf(state)?.restartCount === 1)
  expect(containerOf(pod)?.lastState?.terminated?.exitCode).toBe(0)
  expect(node.reasons()).toContain('Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 500')
  expect(node.reasons()).toContain('Killing: Container main failed liveness probe, will be restarted')
})

it('ends a pod that has run longer than its deadline', async () => {
  node.run('late', shell('sleep 60'), { activeDeadlineSeconds: 1, restartPolicy: 'Never' })
  const pod = await node.until('late', hasEnded)
  expect(pod?.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
})

it('does not start a program that is not there', async () => {
  node.run('absent', { image: toolsImage, command: ['no-such-program'] }, { restartPolicy: 'Never' })
  const pod = await node.until('absent', hasEnded)
  expect(containerOf(pod)?.state?.terminated).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    message: expect.stringContaining('exec: "no-such-program": executable file not found in $PATH'),
  })
})

it('reports what a container wrote to its termination message path', async () => {
  const script = 'echo the reason > /dev/termination-log; exit 1'
  node.run('message', shell(script), { restartPolicy: 'Never' })
  const pod = await node.until('message', hasEnded)
  expect(containerOf(pod)?.state?.terminated?.message).toBe('the reason\n')
})

it.each([
  { title: 'a link out of the volume', name: 'link', make: (out: string) => `ln -s ${out} /end/message` },
  {
    title: 'a link to a directory outside',
    name: 'link-above',
    make: (out: string) => `ln -s ${dirname(out)} /end/message`,
  },
  { title: 'a pipe', name: 'pipe', make: () => 'mkfifo /end/message' },
])('reads no termination message from $title', async ({ name, make }) => {
  const outside = join(node.directory, 'outside')
  writeFileSync(outside, 'not for the pod')
  const script = make(outside)
  const message = name === 'link-above' ? '/end/message/outside' : '/end/message'
  node.run(
    name,
    { ...shell(script), terminationMessagePath: message, volumeMounts: [{ name: 'end', mountPath: '/end' }] },
    { restartPolicy: 'Never', volumes: [{ name: 'end', emptyDir: {} }] },
  )
  const pod = await node.until(name, hasEnded)
  expect(containerOf(pod)?.state?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' })
  expect(containerOf(pod)?.state?.terminated?.message).toBeUndefined()
})

it('reports a termination message in a volume', async () => {
  node.run(
    'message-in-volume',
    {
      ...shell('mkdir /end/of; echo the reason > /end/of/message'),
      terminationMessagePath: '/end/of/message',
      volumeMounts: [{ name: 'end', mountPath: '/end' }],
    },
    { restartPolicy: 'Never', volumes: [{ name: 'end', emptyDir: {} }] },
  )
  const pod = await node.until('message-in-volume', hasEnded)
  expect(containerOf(pod)?.state?.terminated?.message).toBe('the reason\n')
})

it('falls back to the log for the termination message where the policy says so', async () => {
  node.run(
    'fallback',
    { ...shell('echo last words; exit 1'), terminationMessagePolicy: 'FallbackToLogsOnError' },
    { restartPolicy: 'Never' },
  )
  const pod = await node.until('fallback', hasEnded)
  expect(containerOf(pod)?.state?.terminated?.message).toBe('last words\n')
})

it('lets a later, shorter grace period end a container that is being restarted', async () => {
  const livenessProbe = { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 1 }
  node.run(
    'hurried',
    { ...shell('trap "" TERM; while :; do sleep 0.1; done'), livenessProbe },
    { terminationGracePeriodSeconds: 60 },
  )
  await node.until('hurried', isReady)
  await expect
    .poll(() => node.reasons())
    .toContain('Killing: Container main failed liveness probe, will be restarted')
  node.client.delete('pods', 'dev', 'hurried', { gracePeriodSeconds: 1 })
  await node.until('hurried', (gone) => gone === undefined)
})

it('removes pods that no node will ever run', async () => {
  node.run('elsewhere', shell('sleep 60'), { nodeName: 'other' })
  node.client.delete('pods', 'dev', 'elsewhere')
  await node.until('elsewhere', (gone) => gone === undefined)
})

it('ends everything when the node stops', async () => {
  const own = await startTestNode()
  await makeToolsImage(own)
  const nap = `sleep ${process.pid}7401`
  own.run('one', shell(nap))
  own.run('two', shell('trap "" TERM; while :; do sleep 0.1; done'))
  await own.until('one', isReady)
  await own.until('two', isReady)
  await own[Symbol.asyncDispose]()
  expect(processesWith(nap)).toEqual([])
  expect(processesWith(own.directory)).toEqual([])
})
