import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { systemClock } from '@gitops-example/kit/clock'
import { expect, test } from 'vitest'
import { DataPathThread } from '../src/proxy/control/data-path-thread.ts'
import { call } from '../src/proxy/testing/call.ts'
import { serveHttp } from '../src/proxy/testing/serve.ts'
import type { SteadyClientData } from '../src/proxy/testing/steady-client.ts'
import { pathTo, startTestNetwork } from '../src/testing/test-network.ts'

const host = 'web.localhost'

test('answers by ingress and by Service port while the loop of the platform stands still', async () => {
  await using net = await startTestNetwork()
  await using pod = await servePodApart()
  net.createService('web')
  net.setEndpoints('web', [pod])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  const targets = [
    { port: net.network.ingressPort, host },
    { port: await net.hostPort('web'), host: 'web' },
  ]
  await net.settled()
  const shared = new Int32Array(new SharedArrayBuffer(8))
  const workerData: SteadyClientData = { targets, wanted: 100, shared }
  const client = new Worker(new URL('../src/proxy/testing/steady-client.ts', import.meta.url), {
    execArgv: [],
    workerData,
  })
  await once(client, 'online')
  // From here to the end of the loop nothing else of this thread runs.
  Atomics.store(shared, 0, 1)
  Atomics.notify(shared, 0)
  let answered = 0
  for (let outcome = 'ok'; answered < 100 && outcome !== 'timed-out'; answered = Atomics.load(shared, 1)) {
    outcome = Atomics.wait(shared, 1, answered, 30_000)
  }
  await client.terminate()
  expect(answered).toBe(100)
})

test('a data path that ends is reported, and carries traffic again on the same ports', async () => {
  await using net = await startTestNetwork()
  await using web = await serveHttp((_, response) => response.end('web'))
  net.createService('web')
  net.setEndpoints('web', [web])
  net.createIngress('web', { rules: [{ host, http: { paths: [pathTo('web')] } }] })
  const ports = { ingress: net.network.ingressPort, service: await net.hostPort('web') }
  const failed = new Promise((resolve) => net.events.on('network.failed', ({ reason }) => resolve(reason)))
  const restored = new Promise<void>((resolve) => net.events.on('network.restored', () => resolve()))
  net.network.restart()
  expect(await failed).toBe('its thread was ended')
  await restored
  expect(await call(ports.ingress, { headers: { host } })).toMatchObject({ status: 200, body: 'web' })
  await expect.poll(() => call(ports.service)).toMatchObject({ status: 200, body: 'web' })
  expect(await net.hostPort('web')).toBe(ports.service)
  expect(net.network.ingressPort).toBe(ports.ingress)
})

test('a data path that throws says why, and is started until it stays', async () => {
  const taken = await serveHttp((_, response) => response.end())
  const reasons: string[] = []
  const opened = Promise.withResolvers<number>()
  const thread = new DataPathThread({
    clock: systemClock,
    feed(post) {
      post({ type: 'serve-ingress', scheme: 'http', port: taken.port, isFixed: true })
      return new DisposableStack()
    },
    receive: (message) => message.type === 'ingress-open' && opened.resolve(message.port),
    onFailed(reason) {
      reasons.push(reason)
      if (reasons.length === 3) void taken[Symbol.asyncDispose]()
    },
  })
  expect(await opened.promise).toBe(taken.port)
  await thread.stop()
  expect(reasons.slice(0, 3)).toEqual(
    Array.from({ length: 3 }, () => `listen EADDRINUSE: address already in use 127.0.0.1:${taken.port}`),
  )
})

/** A pod that is a process, so that it answers whatever the thread of the test does. */
async function servePodApart() {
  const program = fileURLToPath(new URL('../src/proxy/testing/fake-pod.ts', import.meta.url))
  const child = fork(program, ['web'], { execArgv: [], stdio: ['pipe', 'pipe', 'inherit', 'ipc'] })
  const [line] = await once(child.stdout ?? child, 'data')
  return {
    port: Number(line),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}
