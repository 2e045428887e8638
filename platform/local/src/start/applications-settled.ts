import { type Application, applicationStatus } from '../apps/applications.ts'
import type { ClusterAccess } from '../apps/cluster-access.ts'
import type { ApplicationStatus } from '../control/platform-status.ts'

export interface SettleOptions {
  cluster: Pick<ClusterAccess, 'watch'>
  /** The name of the Application that holds the others. */
  root: string
  signal: AbortSignal
  log: (line: string) => void
}

/** Resolves when every Application of the environment is healthy or has failed; looks again at each change. */
export async function applicationsSettled(options: SettleOptions): Promise<ApplicationStatus[]> {
  const { cluster, root, signal, log } = options
  const applications = new Map<string, Application>()
  const open = new Set<string>()
  let changed = Promise.withResolvers<void>()
  const wake = () => changed.resolve()
  signal.addEventListener('abort', wake, { once: true })
  const watch = cluster.watch<Application>(
    'argoproj.io/v1alpha1',
    'Application',
    ({ object, deleted }) => {
      const name = object.metadata?.name ?? ''
      if (deleted) applications.delete(name)
      else applications.set(name, object)
      if (deleted || hasSettled(object)) open.delete(name)
      else open.add(name)
      wake()
    },
    log,
  )
  try {
    for (;;) {
      signal.throwIfAborted()
      const rootApplication = applications.get(root)
      // With a thousand Applications there are thousands of changes: few are worth a look at all.
      if (rootApplication !== undefined && mayBeSettled(rootApplication, open)) {
        const all = [...applications.values()]
        if (allSettled(rootApplication, all)) return all.map(applicationStatus)
      }
      await changed.promise
      changed = Promise.withResolvers<void>()
    }
  } finally {
    signal.removeEventListener('abort', wake)
    await watch.stop()
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
  const byName = new Map(applications.map((one) => [one.metadata?.name ?? '', one]))
  const children = childrenOf(root).map((name) => byName.get(name))
  if (children.every((child) => child !== undefined && isLive(child))) return isLive(root)
  return children.every((child) => child !== undefined && hasSettled(child))
}

/** Pure: whether `allSettled` can be true while these Applications are on their way. */
export function mayBeSettled(root: Application, open: ReadonlySet<string>): boolean {
  if (hasFailed(root)) return true
  const waited = root.status?.sync?.status === 'Synced' ? new Set(childrenOf(root)) : undefined
  for (const name of open) {
    if (name !== root.metadata?.name && (waited === undefined || waited.has(name))) return false
  }
  return true
}

function childrenOf({ status }: Application): string[] {
  return (status?.resources ?? []).flatMap(({ kind, name }) =>
    kind === 'Application' && name !== undefined ? [name] : [],
  )
}

function hasSettled(application: Application): boolean {
  return isLive(application) || hasFailed(application) || isLeftAlone(application)
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
