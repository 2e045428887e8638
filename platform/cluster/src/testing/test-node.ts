import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import { removeTree } from '@gitops-example/kit/files/remove-tree'
import { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import type { Container, Pod, PodSpec } from '#kubernetes/core/v1'
import type { ClusterEvents } from '../client/cluster-events.ts'
import type { ContainerRef } from '../client/kubelet.ts'
import { startKubelet } from '../kubelet/start-kubelet.ts'
import { type ImageSpec, makeImage } from '../kubelet/testing/make-image.ts'
import type { Live } from '../machinery/objects.ts'
import { createInMemoryCluster } from './in-memory-cluster.ts'

export interface Emitted {
  name: keyof ClusterEvents
  payload: ClusterEvents[Extract<keyof ClusterEvents, `pod.${string}`>]
}

/** A node on this machine with an API in the same process, in directories of its own. */
export async function startTestNode({ trafficSettled = async () => {} } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'node-test-'))
  chmodSync(directory, 0o755)
  const imagesDir = join(directory, 'images')
  mkdirSync(imagesDir)
  const { client } = createInMemoryCluster(systemClock, ['dev', 'kube-node-lease'])
  const events = new Events<ClusterEvents>()
  const emitted: Emitted[] = []
  events.onAny((name, payload) => {
    if ('pod' in payload) emitted.push({ name, payload })
  })
  const lines: string[] = []
  const ledger = new ProcessLedger(join(directory, 'processes.jsonl'))
  const isRoot = process.getuid?.() === 0
  const kubelet = await startKubelet(
    { client, clock: systemClock, events, log: (line) => lines.push(line), trafficSettled },
    {
      name: 'local',
      podsDir: join(directory, 'pods'),
      imagesDir,
      runtimePath: dirname(process.execPath),
      ...(isRoot ? { defaultUser: { uid: 65532, gid: 65532 } } : {}),
      ledger,
    },
  )
  const get = (name: string) => client.get('pods', 'dev', name)
  return {
    client,
    kubelet,
    directory,
    ledger,
    lines,
    emitted,
    isRoot,
    image: (repository: string, tag: string, spec: ImageSpec) => makeImage(imagesDir, repository, tag, spec),
    /** A pod `name` in namespace `dev` with one container `main`, or as `spec` says. */
    run(
      name: string,
      container: Partial<Container>,
      spec: Partial<PodSpec> = {},
      metadata: Pod['metadata'] = {},
    ) {
      return client.create('pods', {
        metadata: { name, namespace: 'dev', ...metadata },
        spec: { terminationGracePeriodSeconds: 5, containers: [{ name: 'main', ...container }], ...spec },
      })
    },
    get,
    /** Resolves with the first state of the pod that fits; rejects with the last status when none does in time. */
    async until(name: string, fits: (pod: Live<Pod> | undefined) => boolean, timeoutMs = 60_000) {
      return await new Promise<Live<Pod> | undefined>((resolve, reject) => {
        const timer = setTimeout(() => {
          finish()
          reject(new Error(`pod ${name} did not get there: ${JSON.stringify(get(name)?.status, null, 1)}`))
        }, timeoutMs)
        const look = () => {
          const pod = get(name)
          if (!fits(pod)) return
          finish()
          resolve(pod)
        }
        const watch = client.watch('pods', look)
        const finish = () => {
          clearTimeout(timer)
          watch[Symbol.dispose]()
        }
        look()
      })
    },
    async logs(pod: string, options: { container?: string; previous?: boolean; follow?: boolean } = {}) {
      const { container = 'main', ...rest } = options
      const ref: ContainerRef = { namespace: 'dev', pod, container }
      const { signal } = new AbortController()
      let text = ''
      for await (const chunk of kubelet.logs(ref, { ...rest, signal })) text += String(Buffer.from(chunk))
      return text
    },
    reasons: () => client.list('events').map(({ reason, message }) => `${reason}: ${message}`),
    async [Symbol.asyncDispose]() {
      await kubelet.stop()
      await removeTree(directory)
    },
  }
}

export type TestNode = Awaited<ReturnType<typeof startTestNode>>

/** Every process of this machine whose command line has the text. */
export function processesWith(text: string): string[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -eo'))
}

export function isReady(pod: Live<Pod> | undefined): boolean {
  return pod?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

export function containerOf(pod: Live<Pod> | undefined, name = 'main') {
  const { containerStatuses = [], initContainerStatuses = [] } = pod?.status ?? {}
  return [...containerStatuses, ...initContainerStatuses].find((status) => status.name === name)
}

export function hasEnded(pod: Live<Pod> | undefined): boolean {
  return pod?.status?.phase === 'Succeeded' || pod?.status?.phase === 'Failed'
}

/** Whether a container waits for this reason. */
export function isReason(reason: string, name = 'main') {
  return (pod: Live<Pod> | undefined) => containerOf(pod, name)?.state?.waiting?.reason === reason
}
