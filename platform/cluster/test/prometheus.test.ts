import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietPort } from '@gitops-example/kit/testing/quiet-port'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webManifest } from '../src/testing/kubectl.ts'
import { findProgram, lacks } from '../src/testing/programs.ts'
import { RunningCluster } from '../src/testing/running-cluster.ts'

interface Target {
  discoveredLabels: Record<string, string>
  health: string
}

const program = findProgram('prometheus') ?? 'prometheus'

/** Debian builds version 2, without any of its discoveries. */
function isOld(): boolean {
  const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return /version [12]\./.test(`${stdout}${stderr}`)
}

const reason = 'with GITOPS_REQUIRE_TOOLS=1 npm test compiles it'

describe.skipIf(lacks('prometheus') || isOld())(`Prometheus (skipped without version 3: ${reason})`, () => {
  let cluster: RunningCluster
  let dir: string
  beforeAll(async () => {
    cluster = await RunningCluster.start()
    dir = mkdtempSync(join(tmpdir(), 'prometheus-'))
    await cluster.api.call('POST', '/api/v1/namespaces', { body: { metadata: { name: 'shop' } } })
    for (const object of JSON.parse(webManifest({ replicas: 2 })).items) {
      const path =
        object.kind === 'Service'
          ? '/api/v1/namespaces/shop/services'
          : '/apis/apps/v1/namespaces/shop/deployments'
      await cluster.api.call('POST', path, { body: object })
    }
  })
  afterAll(async () => {
    await cluster[Symbol.asyncDispose]()
    rmSync(dir, { recursive: true, force: true })
  })

  it('finds pods and the endpoints of services, and scrapes the apps', async () => {
    const port = await quietPort()
    const job = (role: string) => ({
      job_name: role,
      scrape_interval: '1s',
      kubernetes_sd_configs: [{ role, kubeconfig_file: cluster.kubeconfig, namespaces: { names: ['shop'] } }],
    })
    // What the API says of a pod is the container's own port; its annotation, and slices, have that of this machine.
    const hostPort = {
      source_labels: ['__meta_kubernetes_pod_annotation_gitops_example_host_ports'],
      regex: '\\{"\\d+":(\\d+)\\}',
      target_label: '__address__',
      replacement: '127.0.0.1:$1',
    }
    writeFileSync(
      join(dir, 'prometheus.json'),
      JSON.stringify({
        scrape_configs: [{ ...job('pod'), relabel_configs: [hostPort] }, job('endpointslice')],
      }),
    )
    const prometheus = spawn(
      program,
      [
        `--config.file=${join(dir, 'prometheus.json')}`,
        `--storage.tsdb.path=${join(dir, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: cluster.env() },
    )
    const lines: string[] = []
    prometheus.stderr.on('data', (chunk: Buffer) => lines.push(chunk.toString()))
    try {
      const targets = async (): Promise<Target[]> => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/targets`).catch(() => undefined)
        return answer === undefined
          ? []
          : ((await answer.json()) as { data: { activeTargets: Target[] } }).data.activeTargets
      }
      // Prometheus adds the container ports of pods behind a slice, which are not where this machine serves them.
      const endpoints = async () =>
        (await targets())
          .filter(({ discoveredLabels: of }) => of.__meta_kubernetes_endpointslice_port !== undefined)
          .map(({ health }) => health)
      await expect.poll(endpoints, { message: lines.join('') }).toEqual(['up', 'up'])
      const isUp = async () => {
        const ofPods = (await targets()).filter(({ discoveredLabels }) => discoveredLabels.job === 'pod')
        return ofPods.map(({ health }) => health)
      }
      await expect.poll(isUp).toEqual(['up', 'up'])
      const pods = (await targets()).filter(({ discoveredLabels }) => discoveredLabels.job === 'pod')
      expect(pods.map(({ discoveredLabels }) => discoveredLabels.__meta_kubernetes_pod_label_app)).toEqual([
        'web',
        'web',
      ])
      expect(
        pods.every(({ discoveredLabels }) => discoveredLabels.__meta_kubernetes_pod_ready === 'true'),
      ).toBe(true)
      const query = async () => {
        const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=demo_requests_total`)
        return ((await answer.json()) as { data: { result: unknown[] } }).data.result.length
      }
      await expect.poll(query).toBeGreaterThanOrEqual(2)
    } finally {
      prometheus.kill()
      await once(prometheus, 'exit')
    }
  })
})
