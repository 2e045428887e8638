import { join } from 'node:path'
import type { Cluster } from '@gitops-example/cluster/start-cluster'
import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { type Delivery, startDelivery } from '@gitops-example/delivery/start-delivery'
import { startAutoRollback } from '@gitops-example/delivery/watch/start-auto-rollback'
import { systemClock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import { Events } from '@gitops-example/kit/events'
import { keepReleases } from '@gitops-example/release/releases/ensure-releases-branch'
import { startSync } from '@gitops-example/sync/start-sync'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import { type AppEndpoints, followAppEndpoints } from '../apps/app-endpoints.ts'
import type { ClusterAccess } from '../apps/cluster-access.ts'
import { followRollouts } from '../apps/follow-rollouts.ts'
import { followEdits } from '../edits/follow-edits.ts'
import type { BareRepository } from '../git-host/bare-repository.ts'
import { watchPushes } from '../git-host/push-events.ts'
import type { RunTracker } from '../run/run-tracker.ts'
import type { Settings } from '../state/settings.ts'
import type { StatePaths } from '../state/state-paths.ts'
import type { Log } from './open-log.ts'
import type { PartList } from './part-list.ts'
import { startRuns } from './start-runs.ts'

export interface LoopOptions {
  paths: StatePaths
  settings: Settings
  origin: BareRepository
  cluster: Cluster
  access: ClusterAccess
  helmPath: Promise<string>
  parts: PartList
  log: Log
  /** Called with what a person should know. */
  onNote: (line: string) => void
  /** Aborted when the platform ends. */
  ending: AbortSignal
}

export interface Loop extends AsyncDisposable {
  readonly delivery: Delivery
  readonly sync: Events<SyncEvents>
  readonly endpoints: AppEndpoints
  readonly runs: RunTracker
}

/**
 * Sync and delivery of one machine, connected: a push starts both, a release is followed to its first response, and one
 * that turns out bad is undone.
 */
export async function startLoop(options: LoopOptions): Promise<Loop> {
  const { paths, settings, origin, cluster, access, log, ending } = options
  const { branch, environment } = settings
  const delivered = `refs/heads/${branch}`
  await using stack = new AsyncDisposableStack()
  const syncEvents = new Events<SyncEvents>()
  const deliveryEvents = new Events<DeliveryEvents>()
  const endpoints = followAppEndpoints(access, cluster.ingressPort, (line) => log.line(`endpoints: ${line}`))
  stack.defer(() => endpoints.stop())
  const { tracker: runs, live } = stack.use(
    startRuns({
      logsDir: paths.logs,
      undoesReleases: settings.autoRollback,
      delivery: deliveryEvents,
      sync: syncEvents,
      endpoints,
      onNote: options.onNote,
      log: (line) => log.line(`runs: ${line}`),
    }),
  )
  stack.use(followRollouts(cluster.events, runs, endpoints, ending))

  const sync = await options.parts.start(
    'sync',
    () =>
      startSync({
        kubeconfigPath: paths.kubeconfig,
        helmPath: options.helmPath,
        repositories: [{ url: origin.dir, gitDir: origin.dir }],
        workDir: join(paths.work, 'sync'),
        clock: systemClock,
        events: syncEvents,
        log: (line) => log.line(`sync: ${line}`),
      }),
    () => `ops/environments/${environment}/05_applications`,
  )
  stack.defer(() => sync.stop())
  const ofDelivery = {
    repository: origin.dir,
    gitDir: origin.dir,
    branch,
    environment,
    clock: systemClock,
    events: deliveryEvents,
  }
  const changed = async (ref: string, after: string | undefined) => {
    try {
      return await sync.refChanged(origin.dir, ref, after)
    } catch (error) {
      log.line(`sync: ${describeError(error)}`)
      throw error
    }
  }
  if (settings.autoRollback) {
    const rollback = startAutoRollback({
      ...ofDelivery,
      onMoved: ({ ref, after }) => changed(ref, after).catch(logged),
    })
    stack.defer(() => rollback.stop())
    stack.use(syncEvents.on('application.health', (change) => rollback.health(change)))
  }
  const delivery = startDelivery({
    ...ofDelivery,
    onMoved: ({ ref, after }) => {
      runs.bumped(after, systemClock.now(), ref === delivered ? 'code' : 'releases')
      changed(ref, after).catch(logged)
    },
    wentLive: (app) => live.of(app),
    workDir: join(paths.work, 'delivery'),
    imagesDir: paths.images,
    installDir: paths.root,
    checkoutDir: paths.root,
    onNote: options.onNote,
    log: (line) => log.line(`delivery: ${line}`),
  })
  stack.defer(() => delivery.stop())
  if (settings.checkEdits) {
    const edits = followEdits({
      root: paths.root,
      clock: systemClock,
      onEdit: (app) => delivery.edited(app),
      log: (line) => log.line(`delivery: ${line}`),
    })
    stack.use(edits)
  }

  const pushes = watchPushes(origin.pushLog, ({ ref, before, after }) => {
    if (ref !== delivered || after === undefined) {
      changed(ref, after).catch(logged)
      const releases = /^refs\/heads\/(releases\/.*)$/.exec(ref)?.[1]
      if (releases === undefined || after === undefined) return
      // A release that somebody made or took back by a verb.
      keepReleases(origin.dir, releases, after).catch((error) => log.line(`git host: ${error}`))
      return
    }
    runs.pushed(after, systemClock.now())
    changed(ref, after).then(
      (applications) => runs.configured(after, applications, systemClock.now()),
      (error) => runs.unread(after, `sync cannot read it: ${describeError(error)}`, systemClock.now()),
    )
    delivery.pushed({ after, ...(before === undefined ? {} : { before }) })
  })
  stack.use(pushes)
  stack.defer(() => runs.stop('the platform stopped', systemClock.now())) // before delivery reports that as a failure
  const running = stack.move()
  return {
    delivery,
    sync: syncEvents,
    endpoints,
    runs,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Nobody waits for it, and the log has it already. */
function logged(): void {}
