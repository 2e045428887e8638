import { join } from 'node:path'
import type { Cluster } from '@gitops-example/cluster/start-cluster'
import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import type { Delivery, DeliveryOptions } from '@gitops-example/delivery/start-delivery'
import { startAutoRollback } from '@gitops-example/delivery/watch/start-auto-rollback'
import { systemClock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import { Events } from '@gitops-example/kit/events'
import { gitIn } from '@gitops-example/kit/git/git'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { keepReleases } from '@gitops-example/release/releases/ensure-releases-branch'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import { type AppEndpoints, followAppEndpoints } from '../apps/app-endpoints.ts'
import type { ClusterAccess } from '../apps/cluster-access.ts'
import { followRollouts } from '../apps/follow-rollouts.ts'
import { followEdits } from '../edits/follow-edits.ts'
import type { BareRepository } from '../git-host/bare-repository.ts'
import { type PushWatch, type RefUpdate, watchPushes } from '../git-host/push-events.ts'
import type { RunTracker } from '../run/run-tracker.ts'
import type { Settings } from '../state/settings.ts'
import type { StatePaths } from '../state/state-paths.ts'
import type { Log } from './open-log.ts'
import type { PartList } from './part-list.ts'
import { deliveredTo, type RunningDelivery, runDelivery } from './running-delivery.ts'
import { type RunningSync, runSync } from './running-sync.ts'
import { startRuns } from './start-runs.ts'

export interface LoopOptions {
  paths: StatePaths
  settings: Settings
  origin: BareRepository
  cluster: Cluster
  access: ClusterAccess
  /** The Application that holds all others, for when the cluster has lost it. */
  root: KubeObject
  /** The head of the delivered branch. */
  head: () => Promise<string>
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
  const { paths, settings, origin, cluster, access, parts, log, ending } = options
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
      parts,
      endpoints,
      onNote: options.onNote,
      log: (line) => log.line(`runs: ${line}`),
    }),
  )
  stack.use(followRollouts(cluster.events, runs, endpoints, ending))

  const ofSync = {
    kubeconfigPath: paths.kubeconfig,
    helmPath: options.helmPath,
    repositories: [{ url: origin.dir, gitDir: origin.dir }],
    workDir: join(paths.work, 'sync'),
    clock: systemClock,
    events: syncEvents,
    log: (line: string) => log.line(`sync: ${line}`),
  }
  const sync = await parts.supervise<RunningSync>(
    'sync',
    async (_signal, before) => {
      await before?.stop()
      const run = await runSync(ofSync, access)
      if (before !== undefined) await access.apply(options.root)
      return run
    },
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
      return await (await sync.running()).refChanged(origin.dir, ref, after)
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
  const deliveryOptions: DeliveryOptions = {
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
  }
  const deliveries = await parts.keep<RunningDelivery>(
    'delivery',
    async (_signal, before) => {
      await before?.stop()
      const run = runDelivery(deliveryOptions)
      if (before !== undefined) run.delivery.resume(await options.head()).catch(logged) // it has ended then, and says why
      return run
    },
    () => deliveredTo(settings),
  )
  stack.defer(() => deliveries.stop())
  if (settings.checkEdits) {
    const edits = followEdits({
      root: paths.root,
      clock: systemClock,
      onEdit: (app) => deliveries.current.delivery.edited(app),
      log: (line) => log.line(`delivery: ${line}`),
    })
    stack.use(edits)
  }

  let pushed = await options.head()
  const onUpdate = ({ ref, before, after }: Omit<RefUpdate, 'bump'>) => {
    if (ref !== delivered || after === undefined) {
      changed(ref, after).catch(logged)
      const releases = /^refs\/heads\/(releases\/.*)$/.exec(ref)?.[1]
      if (releases === undefined || after === undefined) return
      // A release that somebody made or took back by a verb.
      keepReleases(origin.dir, releases, after).catch((error) => log.line(`git host: ${error}`))
      return
    }
    pushed = after
    runs.pushed(after, systemClock.now())
    changed(ref, after).then(
      (applications) => runs.configured(after, applications, systemClock.now()),
      (error) => runs.unread(after, `sync cannot read it: ${describeError(error)}`, systemClock.now()),
    )
    deliveries.current.delivery.pushed({ after, ...(before === undefined ? {} : { before }) })
  }
  const watching = await parts.keep<PushWatch>(
    'git host',
    async (_signal, before) => {
      const watch = watchPushes(origin.pushLog, onUpdate)
      if (before === undefined) return watch
      // What was pushed in between is in no log.
      for (const { ref, after } of await heads(origin.dir)) {
        if (ref !== delivered || after !== pushed) onUpdate({ ref, before: undefined, after })
      }
      return watch
    },
    () => 'follows pushes again',
  )
  stack.defer(() => watching.stop())
  stack.defer(() => runs.stop('the platform stopped', systemClock.now())) // before delivery reports that as a failure
  const running = stack.move()
  return {
    delivery: deliveries.current.delivery,
    sync: syncEvents,
    endpoints,
    runs,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function heads(gitDir: string): Promise<{ ref: string; after: string }[]> {
  const listed = await gitIn(gitDir).run(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads'])
  return listed.split('\n').flatMap((line) => {
    const [after, ref] = line.split(' ')
    return after === undefined || ref === undefined ? [] : [{ ref, after }]
  })
}

/** Nobody waits for it, and the log has it already. */
function logged(): void {}
