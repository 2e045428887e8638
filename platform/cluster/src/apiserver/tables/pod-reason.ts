import type { ContainerStatus, Pod } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'

/** The STATUS of a pod as `kubectl get` words it (Kubernetes: `printPod` in pkg/printers/internalversion). */
export function podReason(pod: Live<Pod>): string {
  const { status, metadata } = pod
  const init = initReason(pod)
  let reason = init ?? containersReason(pod) ?? (status?.reason || status?.phase || 'Unknown')
  if (metadata?.deletionTimestamp !== undefined) {
    const isEnded = status?.phase === 'Succeeded' || status?.phase === 'Failed'
    if (status?.reason === 'NodeLost') reason = 'Unknown'
    else if (!isEnded) reason = 'Terminating'
  }
  return reason
}

/** What the first init container that is not done waits for. */
function initReason({ spec, status }: Live<Pod>): string | undefined {
  const specs = spec?.initContainers ?? []
  for (const [index, container] of (status?.initContainerStatuses ?? []).entries()) {
    const { terminated, waiting } = container.state ?? {}
    const isSidecar = specs.find(({ name }) => name === container.name)?.restartPolicy === 'Always'
    if (terminated?.exitCode === 0) continue
    if (isSidecar && container.started) continue
    if (terminated !== undefined) return `Init:${terminatedReason(container)}`
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`
    return `Init:${index}/${specs.length}`
  }
  return undefined
}

function containersReason({ status }: Live<Pod>): string | undefined {
  let reason: string | undefined
  let hasRunning = false
  for (const container of [...(status?.containerStatuses ?? [])].reverse()) {
    const { waiting, terminated, running } = container.state ?? {}
    if (waiting?.reason) reason = waiting.reason
    else if (terminated !== undefined) reason = terminatedReason(container)
    else if (container.ready && running !== undefined) hasRunning = true
  }
  if (reason !== 'Completed' || !hasRunning) return reason
  const isReady = status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')
  return isReady ? 'Running' : 'NotReady'
}

function terminatedReason({ state }: ContainerStatus): string {
  const { reason, signal, exitCode } = state?.terminated ?? {}
  if (reason) return reason
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`
}
