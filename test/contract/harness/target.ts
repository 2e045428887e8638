import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startCluster } from '@gitops-example/cluster/start-cluster'
import { systemClock } from '@gitops-example/kit/clock'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import { KubeConfig } from '@kubernetes/client-node'
import { KubeApi } from './kube-api.ts'

/** What the contract is tried on: the embedded cluster, or the one that CONTRACT_KUBECONFIG names. */
export interface Target extends AsyncDisposable {
  readonly api: KubeApi
  readonly config: KubeConfig
  /** Whether it is the embedded cluster; what is tried on this one only says why. */
  readonly isEmbedded: boolean
}

export async function startTarget(): Promise<Target> {
  const config = new KubeConfig()
  const given = process.env.CONTRACT_KUBECONFIG
  if (given !== undefined && given !== '') {
    config.loadFromFile(given)
    const api = new KubeApi(config)
    return { api, config, isEmbedded: false, [Symbol.asyncDispose]: () => api.removeNamespaces() }
  }
  const dir = mkdtempSync(join(tmpdir(), 'contract-'))
  const kubeconfigPath = join(dir, 'kubeconfig')
  const cluster = await startCluster({
    dataDir: join(dir, 'cluster'),
    kubeconfigPath,
    preferredApiPort: 0,
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
  config.loadFromFile(kubeconfigPath)
  return {
    api: new KubeApi(config),
    config,
    isEmbedded: true,
    async [Symbol.asyncDispose]() {
      await cluster.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
