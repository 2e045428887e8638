import { join } from 'node:path'
import { rootApplication } from '@gitops-example/applications/root-application'
import { DataPathWorker } from '@gitops-example/cluster/proxy/control/data-path-worker'
import { systemClock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import { Events } from '@gitops-example/kit/events'
import { descendantsOf, endProcesses, type KnownProcess } from '@gitops-example/kit/process/descendants'
import { type Application, applicationStatus, listApplications } from '../apps/applications.ts'
import { type ClusterAccess, clusterAccess } from '../apps/cluster-access.ts'
import { pagesOf } from '../apps/pages.ts'
import { startControlServer } from '../control/control-server.ts'
import type { ApplicationStatus, PlatformStatus } from '../control/platform-status.ts'
import { processLedger } from '../control/running-platform.ts'
import { startDatabaseProvisioner } from '../database/database-provisioner.ts'
import { deployedLines, openGitHost } from '../git-host/open-git-host.ts'
import { prepareReleases } from '../git-host/prepare-releases.ts'
import { takeInstanceLock } from '../state/instance-lock.ts'
import { keepPorts, portsToTry } from '../state/last-ports.ts'
import { makeDirectories } from '../state/make-directories.ts'
import { endOwned, endOwnedBefore, ownFromNow } from '../state/owned-processes.ts'
import type { Settings } from '../state/settings.ts'
import { statePaths } from '../state/state-paths.ts'
import { freeMb } from '../state/state-problem.ts'
import { ensureProgram } from '../tools/ensure-program.ts'
import { helm } from '../tools/pins.ts'
import { applicationsSettled } from './applications-settled.ts'
import { NamedEnds } from './named-ends.ts'
import { openLog } from './open-log.ts'
import { type PartEvents, PartList, type PartProgress } from './part-list.ts'
import { ordinaryUserNote } from './pod-runtime.ts'
import { deliveredTo } from './running-delivery.ts'
import { startLoop } from './start-loop.ts'
import { startServers } from './start-servers.ts'
import { watchDisk } from './watch-disk.ts'

export interface PlatformOptions {
  /** The root of the checkout. */
  root: string
  settings: Settings
  /** Called with each part as it comes up, fails and is started again. */
  onPart: (progress: PartProgress) => void
  /** Called with what a person should know: what is deployed, what an earlier run left behind, why a check is red. */
  onNote: (line: string) => void
  /** Aborts the start. */
  signal: AbortSignal
}

export interface Platform extends AsyncDisposable {
  readonly kubeconfig: string
  /** Every Application once each is healthy or has failed. */
  settled(): Promise<ApplicationStatus[]>
  status(): Promise<PlatformStatus>
  /** Resolves when another process asks the platform to stop. */
  readonly stopRequested: Promise<void>
  /** While it is disposed: the part that has not ended yet. */
  ending(): string | undefined
}

const stopGraceMs = 3000

/**
 * Starts every part of one checkout's platform; resolves when all run and the environment's Applications are handed
 * to sync. When a part fails, those that have started are ended again. Disposing ends everything, in reverse order.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { root, settings, onNote, signal } = options
  const { branch, environment, autoRollback, checkEdits } = settings
  const startedAt = new Date(systemClock.now()).toISOString()
  const paths = statePaths(root)
  // As root, pods and the database read as other users what is made here. What is secret has a mode of its own.
  process.umask(0o022)
  makeDirectories(paths)
  await using stack = new AsyncDisposableStack()
  const ends = new NamedEnds()
  stack.use(await takeInstanceLock(paths.run))
  const dataPath = stack.use(new DataPathWorker()) // ready by the time that the cluster starts
  const partEvents = new Events<PartEvents>()
  partEvents.on('part.changed', options.onPart)
  const parts = new PartList(partEvents, systemClock)
  const log = openLog(join(paths.logs, 'platform.log'), { onTrouble: (why) => parts.trouble('logs', why) })
  stack.defer(log.close)
  const disk = watchDisk({
    clock: systemClock,
    freeMb: () => freeMb(paths.state) ?? Number.POSITIVE_INFINITY,
    onTrouble: (why) => parts.trouble('disk', why),
  })
  stack.use(disk)
  const stopping = new AbortController()
  // Programs that are interrupted may leave their own children behind: compilers, workers of tests.
  const started: KnownProcess[] = []
  const remember = () => started.push(...descendantsOf(process.pid))
  signal.addEventListener('abort', remember, { once: true })
  stack.defer(() => signal.removeEventListener('abort', remember))
  stack.defer(() => endProcesses(started))
  stack.defer(async () => void (await endOwned(paths.run)))
  const stop = () => {
    remember()
    stopping.abort()
  }
  stack.defer(stop) // a failed start does not wait for helm to be compiled
  const ending = AbortSignal.any([signal, stopping.signal])
  const note = ordinaryUserNote()
  if (note !== undefined) onNote(note)

  const ledger = processLedger(paths.run)
  const stale = await ledger.endAll(stopGraceMs)
  if (stale.length > 0) onNote(`Ended ${stale.length} processes that a killed run had left behind.`)
  ownFromNow(paths.run)

  const hosted = (revision: string) => `remote "${settings.remote}", ${branch} at ${revision.slice(0, 7)}`
  const opening = parts.start(
    'git host',
    () => openGitHost(settings, paths),
    ({ seeded }) => hosted(seeded.revision),
  )
  const ended = endOwnedBefore(paths.run) // while git works
  const host = await opening
  if ((await ended) > 0) onNote(`Ended ${await ended} programs that a killed run had left behind.`)
  const { origin } = host
  for (const line of deployedLines(host, branch)) onNote(line)
  const prepared = await prepareReleases(host, settings)
  if (prepared !== undefined) onNote(prepared)

  const helmPath = parts.start(
    'helm',
    () =>
      ensureProgram(helm, {
        toolsDir: paths.tools,
        progress: (line) => parts.note('helm', line),
        signal: ending,
      }),
    (path) => path.replace(`${root}/`, ''),
  )
  helmPath.catch(() => {}) // whoever renders reports it; see also the await below

  const ports = await portsToTry(paths.state, settings.ports)
  const servers = await startServers({ paths, ports, ledger, dataPath, parts, log, onNote })
  stack.defer(ends.of('PostgreSQL or the cluster', () => servers[Symbol.asyncDispose]()))
  const { postgres, cluster } = servers
  signal.throwIfAborted()

  const application = rootApplication({
    repoURL: origin.dir,
    revision: branch,
    path: `ops/environments/${environment}/05_applications`,
  })
  const access = await clusterAccess(paths.kubeconfig)
  stack.defer(() => access.close())
  const loop = await startLoop({
    paths,
    settings,
    origin,
    cluster,
    access,
    root: application,
    head: () => host.head(),
    helmPath,
    parts,
    log,
    onNote,
    ending,
  })
  stack.defer(ends.of('sync or delivery', () => loop[Symbol.asyncDispose]()))
  let lastRefusal = '' // it is tried again, and said once
  const databases = startDatabaseProvisioner({
    server: postgres,
    cluster: access,
    originDir: origin.dir,
    branch,
    clock: systemClock,
    log: (line) => {
      log.line(`database: ${line}`)
      if (line !== lastRefusal) onNote(line)
      lastRefusal = line
    },
  })
  stack.defer(ends.of('the database provisioner', () => databases.stop()))

  const stopRequest = Promise.withResolvers<void>()
  const status = async (): Promise<PlatformStatus> => {
    const { applications, problem } = await knownApplications(access)
    const head = await host.head()
    parts.update('git host', hosted(head))
    return {
      pid: process.pid,
      startedAt,
      branch,
      environment,
      autoRollback,
      checkEdits,
      head,
      kubeconfig: paths.kubeconfig,
      parts: parts.list(),
      pages: pagesOf(loop.endpoints, applications),
      applications: applications.map(applicationStatus),
      ...(problem === undefined ? {} : { problem }),
      runs: loop.runs.runs(),
    }
  }
  const control = await startControlServer({
    runDir: paths.run,
    preferredPort: ports.control,
    status,
    follow: (commit, gone, from) => loop.runs.follow(commit, AbortSignal.any([gone, ending]), from),
    onStop: stopRequest.resolve,
    onError: (error) => log.line(`control server: ${error.message}`),
  })
  stack.defer(ends.of('the control server', () => control.stop()))
  await keepPorts(paths.state, {
    ingress: cluster.ingressPort,
    api: Number(new URL(cluster.apiUrl).port),
    postgres: postgres.port,
    control: control.port,
  })
  stack.defer(stop)

  await parts.start(
    'delivery',
    async () => loop.delivery.resume(await host.head()),
    () => deliveredTo(settings),
  )
  signal.throwIfAborted()
  await access.apply(application)
  await helmPath

  const running = stack.move()
  return {
    kubeconfig: paths.kubeconfig,
    settled: () =>
      applicationsSettled({
        cluster: access,
        root: application.metadata.name,
        signal: ending,
        log: (line) => log.line(`start: ${line}`),
      }),
    status,
    stopRequested: stopRequest.promise,
    ending: () => ends.current,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Status answers also while the API or the kind is away: what else there is to say, it says. */
async function knownApplications(
  access: ClusterAccess,
): Promise<{ applications: Application[]; problem?: string }> {
  try {
    return { applications: await listApplications(access) }
  } catch (error) {
    return { applications: [], problem: `Applications cannot be listed: ${describeError(error)}` }
  }
}
