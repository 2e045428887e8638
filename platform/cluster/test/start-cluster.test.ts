import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Cluster, startCluster } from '../src/start-cluster.ts'
import { ApiClient } from '../src/testing/api-client.ts'

describe('startCluster', () => {
  let dir: string
  const running: Cluster[] = []
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'start-cluster-'))
  })
  afterEach(async () => {
    await Promise.all(running.splice(0).map((cluster) => cluster.stop()))
    rmSync(dir, { recursive: true, force: true })
  })

  async function start(preferredApiPort = 0): Promise<{ cluster: Cluster; api: ApiClient }> {
    const kubeconfigPath = join(dir, 'kubeconfig')
    const cluster = await startCluster({
      dataDir: join(dir, 'cluster'),
      kubeconfigPath,
      preferredApiPort,
      node: {
        name: 'local',
        podsDir: join(dir, 'pods'),
        imagesDir: join(dir, 'images'),
        runtimePath: dirname(process.execPath),
        ledger: new ProcessLedger(join(dir, 'ledger')),
      },
      network: { preferredIngressPort: 0 },
      clock: systemClock,
      log: () => {},
    })
    running.push(cluster)
    return { cluster, api: ApiClient.fromKubeconfig(kubeconfigPath) }
  }

  it('has what every cluster has, and a node that is ready', async () => {
    const { api } = await start()
    const names = async (path: string) =>
      (await api.get(path)).json.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)
    expect(await names('/api/v1/namespaces')).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ])
    expect(await names('/api/v1/services')).toEqual(['kubernetes'])
    expect(await names('/apis/networking.k8s.io/v1/ingressclasses')).toEqual(['nginx'])
    const { json: node } = await api.get('/api/v1/nodes/local')
    expect(node.status.conditions.find(({ type }: { type: string }) => type === 'Ready').status).toBe('True')
    expect((await api.get('/api/v1/namespaces/default/serviceaccounts/default')).code).toBe(200)
  })

  it('keeps token and certificates over a restart, readable by their owner only', async () => {
    const { cluster, api } = await start()
    await cluster.stop()
    const again = await start()
    expect([again.api.token, again.api.authority]).toEqual([api.token, api.authority])
    for (const file of ['kubeconfig', 'cluster/token', 'cluster/apiserver.key']) {
      expect(statSync(join(dir, file)).mode & 0o077, file).toBe(0)
    }
    expect(readFileSync(join(dir, 'kubeconfig'), 'utf8')).toContain(again.cluster.apiUrl)
  })

  it('takes another port when the preferred one is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const { port } = blocker.address() as AddressInfo
    try {
      const { cluster, api } = await start(port)
      expect(new URL(cluster.apiUrl).port).not.toBe(String(port))
      expect((await api.get('/readyz')).text).toBe('ok')
    } finally {
      blocker.close()
    }
  })

  it('counts versions on after a restart, so that nobody resumes in a log that is gone', async () => {
    const first = await start()
    const { json } = await first.api.get('/api/v1/namespaces')
    const old = json.metadata.resourceVersion
    await first.cluster.stop()
    const second = await start()
    const { text } = await second.api.get(
      `/api/v1/namespaces?watch=true&timeoutSeconds=1&resourceVersion=${old}`,
    )
    expect(JSON.parse(text.split('\n', 1)[0] ?? '')).toMatchObject({ type: 'ERROR', object: { code: 410 } })
  })

  it('ends open watches when it stops', async () => {
    const { cluster, api } = await start()
    const watch = api.get('/api/v1/namespaces?watch=true')
    await api.get('/readyz')
    await cluster.stop()
    running.length = 0
    expect((await watch).text).toContain('kube-system')
  })
})
