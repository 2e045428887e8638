import type { Events } from '@gitops-example/kit/events'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import { type Application, applicationStatus, listApplications } from '../apps/applications.ts'
import type { ClusterAccess } from '../apps/cluster-access.ts'
import type { ApplicationStatus } from '../control/platform-status.ts'

export interface SettleOptions {
  cluster: ClusterAccess
  sync: Events<SyncEvents>
  /** The name of the Application that holds the others. */
  root: string
  signal: AbortSignal
}

/**
 * Resolves when every Application of the environment is healthy or has failed; looks again at each change that
 * sync reports.
 */
export async function applicationsSettled(options: SettleOptions): Promise<ApplicationStatus[]> {
  const { cluster, sync, root, signal } = options
  let changed = Promise.withResolvers<void>()
  const wake = () => changed.resolve()
  using stack = new DisposableStack()
  for (const name of ['application.health', 'application.gone', 'sync.failed', 'sync.applied'] as const) {
    stack.use(sync.on(name, wake))
  }
  signal.addEventListener('abort', wake, { once: true })
  stack.defer(() => signal.removeEventListener('abort', wake))
  for (;;) {
    signal.throwIfAborted()
    const applications = await listApplications(cluster)
    const rootApplication = applications.find(({ metadata }) => metadata?.name === root)
    if (rootApplication !== undefined && allSettled(rootApplication, applications)) {
      return applications.map(applicationStatus)
    }
    await changed.promise
    changed = Promise.withResolvers<void>()
  }
}

/**
 * Pure: the root names its children in `status.resources`; each of them has settled, well or badly. When all are
 * well, the root is too, a moment later.
 */
export function allSettled(root: Application, applications: readonly Application[]): boolean {
  if (hasFailed(root)) return true
  if (root.status?.sync?.status !== 'Synced') {
    // The root waits for each wave of children, and stops at one that has failed.
    const others = applications.filter(({ metadata }) => metadata?.name !== root.metadata?.name)
    return others.some(hasFailed) && others.every((child) => isLive(child) || hasFailed(child))
  }
  const children = (root.status.resources ?? [])
    .filter(({ kind }) => kind === 'Application')
    .map(({ name }) => applications.find(({ metadata }) => metadata?.name === name))
  if (children.every((child) => child !== undefined && isLive(child))) return isLive(root)
  return children.every(
    (child) => child !== undefined && (isLive(child) || hasFailed(child) || isLeftAlone(child)),
  )
}

/** Its own annotation keeps sync from it. */
function isLeftAlone({ metadata }: Application): boolean {
  return metadata?.annotations?.['argocd.argoproj.io/skip-reconcile'] === 'true'
}

function isLive({ status }: Application): boolean {
  return status?.sync?.status === 'Synced' && status.health?.status === 'Healthy'
}

function hasFailed({ status }: Application): boolean {
  const phase = status?.operationState?.phase
  return (
    status?.health?.status === 'Degraded' ||
    phase === 'Failed' ||
    phase === 'Error' ||
    (status?.conditions ?? []).some(({ type }) => type?.endsWith('Error'))
  )
}
