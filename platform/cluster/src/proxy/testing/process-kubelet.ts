import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Pod } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import { hostPortsAnnotation } from '../../client/host-ports.ts'
import type { Live } from '../../machinery/objects.ts'

const program = fileURLToPath(new URL('./fake-pod.ts', import.meta.url))

/** Runs each pod of a test as a process that serves HTTP, and ends it as a node does: SIGTERM, then the pod's end. */
export class ProcessKubelet implements AsyncDisposable {
  readonly #client: ClusterClient
  readonly #drainMs: number
  readonly #watch: Disposable
  readonly #children = new Map<string, ChildProcess>()

  constructor(client: ClusterClient, drainMs: number) {
    this.#client = client
    this.#drainMs = drainMs
    this.#watch = client.watch('pods', ({ type, object }) => {
      const child = this.#children.get(object.metadata.uid)
      if (type === 'DELETED') return
      if (object.metadata.deletionTimestamp !== undefined) child?.kill('SIGTERM')
      else if (child === undefined) this.#start(object)
    })
  }

  async [Symbol.asyncDispose]() {
    this.#watch[Symbol.dispose]()
    const running = [...this.#children.values()].filter(
      ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
    )
    await Promise.all(
      running.map((child) => {
        const exited = new Promise((resolve) => child.once('exit', resolve))
        child.kill('SIGKILL')
        return exited
      }),
    )
  }

  #start(pod: Live<Pod>) {
    const { namespace = '', name, uid } = pod.metadata
    const args = [program, name, String(this.#drainMs)]
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    this.#children.set(uid, child)
    child.stdout.once('data', (port) => this.#ready(pod, Number(port)))
    child.once('exit', () => this.#client.delete('pods', namespace, name, { gracePeriodSeconds: 0, uid }))
  }

  #ready({ metadata: { namespace = '', name } }: Live<Pod>, hostPort: number) {
    const live = this.#client.get('pods', namespace, name)
    if (live === undefined) return
    const containerPort = live.spec?.containers[0]?.ports?.[0]?.containerPort ?? 0
    const placed = this.#client.update('pods', {
      ...live,
      metadata: {
        ...live.metadata,
        annotations: { [hostPortsAnnotation]: JSON.stringify({ [containerPort]: hostPort }) },
      },
      ...(live.spec === undefined ? {} : { spec: { ...live.spec, nodeName: 'local' } }),
    })
    this.#client.updateStatus('pods', {
      ...placed,
      status: {
        phase: 'Running',
        podIP: '127.0.0.1',
        conditions: [
          { type: 'Ready', status: 'True', lastTransitionTime: placed.metadata.creationTimestamp },
        ],
      },
    })
  }
}
