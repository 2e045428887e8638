import { describeError } from '@gitops-example/kit/errors'
import type { Pod } from '#kubernetes/core/v1'
import type { EventRecorder } from '../../client/event-recorder.ts'
import { hostPortsAnnotation } from '../../client/host-ports.ts'
import type { PartContext } from '../../client/parts.ts'
import { isPodFinished } from '../../client/pod-state.ts'
import { withCondition } from '../../machinery/conditions.ts'
import type { Live } from '../../machinery/objects.ts'
import { timestamp } from '../../machinery/time.ts'
import type { PortAllocator } from '../ports/port-allocator.ts'
import { reservePorts } from '../ports/reserve-ports.ts'
import { unfitness } from './fits-node.ts'

interface SchedulerOptions {
  context: PartContext
  recorder: EventRecorder
  nodeName: string
  ports: PortAllocator
}

/**
 * Binds pods to the one node there is, and gives their ports a number of this machine in the same write. A pod that does
 * not fit stays Pending and is looked at again when a pod goes or the node changes.
 */
export function startScheduler(options: SchedulerOptions): Disposable {
  const { client, log } = options.context
  const binding = new Set<string>()
  const again = new Set<string>()
  const waiting = new Map<string, Live<Pod>>()
  let isEnded = false

  const consider = (pod: Live<Pod>) => {
    const { uid } = pod.metadata
    if (isEnded || !isForUs(pod, options.nodeName)) return
    if (binding.has(uid)) return void again.add(uid)
    binding.add(uid)
    waiting.set(uid, pod)
    bind(options, pod)
      .then((isSettled) => isSettled && waiting.delete(uid))
      .catch((error) =>
        log(`scheduler: pod ${pod.metadata.namespace}/${pod.metadata.name}: ${describeError(error)}`),
      )
      .finally(() => {
        binding.delete(uid)
        // Something came free while we looked: what we saw may be old.
        if (again.delete(uid)) lookAgainAt(uid)
      })
  }
  const lookAgainAt = (uid: string) => {
    const seen = waiting.get(uid)?.metadata
    if (seen === undefined) return
    const live = client.get('pods', seen.namespace ?? '', seen.name)
    if (live?.metadata.uid === uid) consider(live)
    else waiting.delete(uid)
  }
  const reconsider = () => {
    for (const uid of [...waiting.keys()]) lookAgainAt(uid)
  }
  const watches = [
    client.watch('pods', ({ type, object }) => {
      if (type === 'DELETED') waiting.delete(object.metadata.uid)
      else if (!waiting.has(object.metadata.uid)) consider(object)
      if (waiting.size > 0 && (type === 'DELETED' || isPodFinished(object))) reconsider()
    }),
    client.watch('nodes', reconsider),
    options.ports.onRelease(reconsider),
  ]
  return {
    [Symbol.dispose]() {
      isEnded = true
      for (const watch of watches) watch[Symbol.dispose]()
    },
  }
}

/** Neither bound and placed already nor for another scheduler, on its way out, or held back by a gate. */
function isForUs({ spec, metadata, status }: Live<Pod>, nodeName: string): boolean {
  if (metadata.deletionTimestamp !== undefined || isPodFinished({ metadata, ...(status && { status }) }))
    return false
  if (spec?.nodeName === nodeName) return metadata.annotations?.[hostPortsAnnotation] === undefined
  if (spec?.nodeName) return false
  return (
    (spec?.schedulerName ?? 'default-scheduler') === 'default-scheduler' && !spec?.schedulingGates?.length
  )
}

/** Whether nothing is left to do: the pod is bound, or gone meanwhile. */
async function bind(options: SchedulerOptions, pod: Live<Pod>): Promise<boolean> {
  const { context, recorder, nodeName, ports } = options
  const { client } = context
  const { namespace = '', name, uid } = pod.metadata
  const early = obstacles(options, pod)
  if (early.length > 0) return refuse(options, pod, early)
  const reserved = await reservePorts(ports, pod.spec ?? { containers: [] })
  if (reserved === undefined) {
    return refuse(options, pod, ["1 node(s) didn't have free ports for the requested pod ports"])
  }
  try {
    const live = client.get('pods', namespace, name)
    const isGone = live?.metadata.uid !== uid || live.metadata.deletionTimestamp !== undefined
    if (isGone || live.spec === undefined) {
      ports.cancel(reserved.values())
      return true
    }
    const late = obstacles(options, live) // others were bound while we looked for ports
    if (late.length > 0) {
      ports.cancel(reserved.values())
      return refuse(options, live, late)
    }
    const annotations = {
      ...live.metadata.annotations,
      [hostPortsAnnotation]: JSON.stringify(Object.fromEntries(reserved)),
    }
    client.update('pods', {
      ...live,
      metadata: { ...live.metadata, annotations },
      spec: { ...live.spec, nodeName },
    })
    recorder.normal(live, 'Scheduled', `Successfully assigned ${namespace}/${name} to ${nodeName}`)
    return true
  } catch (error) {
    ports.cancel(reserved.values())
    throw error
  }
}

/** Why the pod does not fit; a pod that names its node itself is not asked. */
function obstacles({ context: { client }, nodeName }: SchedulerOptions, pod: Live<Pod>): string[] {
  if (pod.spec?.nodeName !== undefined) return []
  const node = client.get('nodes', '', nodeName)
  if (node === undefined) return ['no nodes available to schedule pods']
  const bound = client
    .list('pods')
    .filter((other) => other.spec?.nodeName === nodeName && !isPodFinished(other))
  return unfitness(pod, node, bound)
}

function refuse({ context, recorder }: SchedulerOptions, pod: Live<Pod>, reasons: readonly string[]): false {
  const { client, clock } = context
  const message = `0/1 nodes are available: ${reasons.join(', ')}. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.`
  const live = client.get('pods', pod.metadata.namespace ?? '', pod.metadata.name)
  if (live?.metadata.uid !== pod.metadata.uid) return false
  const conditions = withCondition(live.status?.conditions, {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastTransitionTime: timestamp(clock),
  })
  client.updateStatus('pods', { ...live, status: { ...live.status, conditions } })
  recorder.warning(live, 'FailedScheduling', message)
  return false
}
