import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { createInterface } from 'node:readline'
import { RunningCluster } from '@gitops-example/cluster/testing/running-cluster'
import { constantLoad } from '../e2e/harness/http.ts'
import { type Measure, measured, quantile, type Suite } from './measure.ts'

const objects = 10_000
const writers = 8
const watches = 1_000
const rollouts = 20

type Progress = (line: string) => void

/** The embedded cluster alone: its start, its API with 10,000 objects and 1,000 watches, pods and rolling updates. */
export const clusterBench: Suite = async (progress, signal) => {
  const starts = await timesOfStart(progress, signal)
  const api = await apiMeasures(progress, signal)
  const pods = await podMeasures(progress, signal)
  return [...starts, ...api, ...pods]
}

async function timesOfStart(progress: Progress, signal: AbortSignal): Promise<Measure[]> {
  const samples: number[] = []
  for (let index = 1; index <= 10; index++) {
    progress(`cluster start ${index} of 10 ...`)
    signal.throwIfAborted()
    const startedAt = performance.now()
    const cluster = await RunningCluster.start()
    samples.push(performance.now() - startedAt)
    await cluster[Symbol.asyncDispose]()
  }
  return [measured('cluster start, until the API answers', 'ms', samples)]
}

async function apiMeasures(progress: Progress, signal: AbortSignal): Promise<Measure[]> {
  await using cluster = await RunningCluster.start()
  using client = new Client(cluster, signal)
  await client.call('POST', '/api/v1/namespaces', { metadata: { name: 'bench' } })
  const path = '/api/v1/namespaces/bench/configmaps'
  const object = (index: number) => ({
    metadata: { name: `object-${index}`, labels: { group: String(index % 100) } },
    data: { text: 'x'.repeat(500) },
  })

  progress(`creating ${objects} objects ...`)
  const heapBefore = heapBytes()
  const creates = await client.many(objects, (index) => client.call('POST', path, object(index)))
  const perThousand = ((heapBytes() - heapBefore) / objects) * 1000

  progress('getting and listing them ...')
  const gets = await client.many(5_000, (index) =>
    client.call('GET', `${path}/object-${(index * 7919) % objects}`),
  )
  const lists = await client.many(20, () => client.call('GET', path), 1)
  const pages = await client.many(200, () => client.call('GET', `${path}?limit=500`))
  const selected = await client.many(50, (index) =>
    client.call('GET', `${path}?labelSelector=group=${index}`),
  )

  progress(`${watches} watches ...`)
  const rssBefore = process.memoryUsage.rss()
  const watching = await client.watch(`${path}?resourceVersion=${await client.version(path)}`, watches)
  const perWatch = (process.memoryUsage.rss() - rssBefore) / watches
  const fanOut = await watching.latencies(100, (index) =>
    client.call(
      'PATCH',
      `${path}/object-0`,
      { data: { round: String(index) } },
      'application/merge-patch+json',
    ),
  )
  const loaded = await client.many(2_000, (index) => client.call('GET', `${path}/object-${index}`))
  watching.end()
  return [
    rate('create, 10,000 objects', creates),
    p99('create', creates),
    rate('get', gets),
    p99('get', gets),
    measured(`list of ${objects} objects`, 'ms', lists.samples),
    measured('list in pages of 500, one page', 'ms', pages.samples),
    measured(`list of 100 by label out of ${objects}`, 'ms', selected.samples),
    { name: 'memory per 1,000 objects of 0.9 kB (heap)', value: perThousand / 1e6, unit: 'MB' },
    { name: `memory per watch, both ends (${watches} of them)`, value: perWatch / 1e3, unit: 'kB' },
    measured(`change to the last of ${watches} watches`, 'ms', fanOut),
    p99(`get with ${watches} idle watches`, loaded),
  ]
}

async function podMeasures(progress: Progress, signal: AbortSignal): Promise<Measure[]> {
  await using cluster = await RunningCluster.start()
  using client = new Client(cluster, signal)
  await client.call('POST', '/api/v1/namespaces', { metadata: { name: 'bench' } })
  const path = '/apis/apps/v1/namespaces/bench/deployments'
  const ready = async (name: string, replicas: number) => {
    await client.until(`${path}?fieldSelector=metadata.name=${name}`, ({ metadata, spec, status }) => {
      return (
        status?.observedGeneration === metadata.generation &&
        status.readyReplicas === replicas &&
        status.updatedReplicas === replicas &&
        status.replicas === spec.replicas
      )
    })
  }
  const one: number[] = []
  for (let index = 0; index < 10; index++) {
    progress(`a Deployment of one pod, ${index + 1} of 10 ...`)
    const startedAt = performance.now()
    await client.call('POST', path, deployment(`one-${index}`, 1))
    await ready(`one-${index}`, 1)
    one.push(performance.now() - startedAt)
  }
  progress('a Deployment of 100 pods ...')
  const startedAt = performance.now()
  await client.call('POST', path, deployment('hundred', 100))
  await ready('hundred', 100)
  const hundredMs = performance.now() - startedAt
  await client.call('DELETE', `${path}/hundred`)

  progress(`${rollouts} rolling updates under load ...`)
  await client.call('POST', path, deployment('web', 2))
  await client.call('POST', '/api/v1/namespaces/bench/services', {
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  })
  await client.call('POST', '/apis/networking.k8s.io/v1/namespaces/bench/ingresses', {
    metadata: { name: 'web' },
    spec: { ingressClassName: 'nginx', defaultBackend: { service: { name: 'web', port: { name: 'http' } } } },
  })
  await ready('web', 2)
  const load = constantLoad(new URL(`http://127.0.0.1:${cluster.cluster.ingressPort}/`))
  const updates: number[] = []
  for (let index = 1; index <= rollouts; index++) {
    const before = performance.now()
    const env = [{ name: 'GREETING', value: `round ${index}` }]
    const container = { name: 'web', env: [{ name: 'PORT', value: '8080' }, ...env] }
    await client.call(
      'PATCH',
      `${path}/web`,
      { spec: { template: { spec: { containers: [container] } } } },
      'application/strategic-merge-patch+json',
    )
    await ready('web', 2)
    updates.push(performance.now() - before)
  }
  const { requests, failures } = await load.stop()
  return [
    measured('Deployment of one pod, from create to Ready', 'ms', one),
    { name: 'Deployment of 100 pods, from create to Ready', value: hundredMs / 1000, unit: 's' },
    measured('rolling update of 2 pods', 'ms', updates),
    {
      name: `requests failed in ${rollouts} rolling updates`,
      value: failures.length,
      unit: '',
      note: `of ${requests}`,
    },
  ]
}

function deployment(name: string, replicas: number): object {
  const labels = { app: name }
  const container = {
    name: 'web',
    image: 'demo/web:v1',
    ports: [{ containerPort: 8080 }],
    env: [{ name: 'PORT', value: '8080' }],
    readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
  }
  return {
    metadata: { name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: { metadata: { labels }, spec: { containers: [container], terminationGracePeriodSeconds: 5 } },
    },
  }
}

interface Timed {
  samples: number[]
  totalMs: number
}

function rate(name: string, { samples, totalMs }: Timed): Measure {
  const note = `${writers} clients at once, over HTTPS`
  return { name, value: samples.length / (totalMs / 1000), unit: '/s', note }
}

function p99(name: string, { samples }: Timed): Measure {
  return { name: `${name}, p99`, value: quantile(samples, 0.99), unit: 'ms', note: `n = ${samples.length}` }
}

function heapBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Plain HTTPS over kept-alive connections, so that the client costs as little as possible. */
class Client {
  readonly #options: ReturnType<RunningCluster['api']['options']>
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  readonly #signal: AbortSignal

  /** Once `signal` is aborted every call throws. */
  constructor({ api }: RunningCluster, signal: AbortSignal) {
    this.#options = api.options()
    this.#signal = signal
  }

  async call(method: string, path: string, body?: object, contentType = 'application/json'): Promise<string> {
    const response = await this.#send(method, path, body, contentType)
    let text = ''
    for await (const chunk of response.setEncoding('utf8')) text += chunk
    if ((response.statusCode ?? 0) >= 300)
      throw new Error(`${method} ${path}: ${response.statusCode} ${text}`)
    return text
  }

  async version(path: string): Promise<string> {
    return JSON.parse(await this.call('GET', `${path}?limit=1`)).metadata.resourceVersion
  }

  /** Times `count` calls, `clients` of them at once. */
  async many(count: number, call: (index: number) => Promise<unknown>, clients = writers): Promise<Timed> {
    const samples: number[] = []
    const startedAt = performance.now()
    let next = 0
    const work = async () => {
      while (next < count) {
        const index = next++
        const before = performance.now()
        await call(index)
        samples.push(performance.now() - before)
      }
    }
    await Promise.all(Array.from({ length: clients }, work))
    return { samples, totalMs: performance.now() - startedAt }
  }

  /** Resolves when an object of the watched list is as desired. */
  // biome-ignore lint/suspicious/noExplicitAny: objects are read field by field
  async until(path: string, isWanted: (object: any) => boolean): Promise<void> {
    const response = await this.#send('GET', `${path}&watch=true`)
    for await (const line of createInterface({ input: response })) {
      if (isWanted(JSON.parse(line).object)) break
    }
    response.destroy()
  }

  async watch(path: string, count: number) {
    const responses = await Promise.all(
      Array.from({ length: count }, () => this.#send('GET', `${path}&watch=true`)),
    )
    let waiting = 0
    let seen = Promise.withResolvers<void>()
    for (const response of responses) {
      response.on('data', () => {
        if (--waiting === 0) seen.resolve()
      })
      response.on('error', () => {})
    }
    return {
      /** How long each change takes to reach every watch. */
      async latencies(rounds: number, change: (index: number) => Promise<unknown>): Promise<number[]> {
        const samples: number[] = []
        for (let index = 0; index < rounds; index++) {
          waiting = count
          seen = Promise.withResolvers()
          const before = performance.now()
          await Promise.all([change(index), seen.promise])
          samples.push(performance.now() - before)
        }
        return samples
      },
      end() {
        for (const response of responses) response.destroy()
      },
    }
  }

  async #send(method: string, path: string, body?: object, contentType = ''): Promise<IncomingMessage> {
    this.#signal.throwIfAborted()
    const text = body && JSON.stringify(body)
    const { headers, ...options } = this.#options
    const sent = request({
      ...options,
      agent: this.#agent,
      method,
      path,
      headers: {
        ...(headers as Record<string, string>),
        ...(text !== undefined && { 'Content-Type': contentType, 'Content-Length': Buffer.byteLength(text) }),
      },
    })
    sent.end(text)
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return response
  }

  [Symbol.dispose](): void {
    this.#agent.destroy()
  }
}
