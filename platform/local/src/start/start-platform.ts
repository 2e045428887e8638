import { chmodSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { rootApplication } from '@gitops-example/applications/root-application'
import { startCluster } from '@gitops-example/cluster/start-cluster'
import { systemClock } from '@gitops-example/kit/clock'
import { applicationStatus, listApplications } from '../apps/applications.ts'
import { clusterAccess } from '../apps/cluster-access.ts'
import { pagesOf } from '../apps/pages.ts'
import { startControlServer } from '../control/control-server.ts'
import { startDatabaseProvisioner } from '../database/database-provisioner.ts'
import { postgresBinaries } from '../database/postgres-binaries.ts'
import { startPostgres } from '../database/postgres-server.ts'
import { databaseUser } from '../database/system-user.ts'
import { deployedLines, openGitHost } from '../git-host/open-git-host.ts'
import { takeInstanceLock } from '../state/instance-lock.ts'
import { processLedger } from '../state/running-platform.ts'
import type { Settings } from '../state/settings.ts'
import { isOpenToOthers, statePaths } from '../state/state-paths.ts'
import type { ApplicationStatus, PlatformStatus } from '../state/status.ts'
import { ensureProgram } from '../tools/install-program.ts'
import { helm } from '../tools/pins.ts'
import { openLog } from './open-log.ts'
import { PartList, type PartProgress } from './part-list.ts'
import { defaultPodUser, podRuntimePath } from './runtime-user.ts'
import { applicationsSettled } from './settle.ts'
import { startLoop } from './start-loop.ts'

export interface PlatformOptions {
  /** The root of the checkout. */
  root: string
  settings: Settings
  /** Told of each part as it comes up. */
  onPart: (progress: PartProgress) => void
  /** Told what a person should know: what is deployed, what was left by an earlier run, why a check is red. */
  onNote: (line: string) => void
  /** Gives up starting. */
  signal: AbortSignal
}

export interface Platform extends AsyncDisposable {
  readonly kubeconfig: string
  /** Every Application once each is healthy or has failed. */
  settled(): Promise<ApplicationStatus[]>
  status(): Promise<PlatformStatus>
  /** Resolves when another process asks the platform to stop. */
  readonly stopRequested: Promise<void>
}

const stopGraceMs = 3000

/**
 * Starts every part of one checkout's platform; resolves when all run and the environment's Applications are handed
 * to sync. What has started by then is ended again when a part fails. Disposing ends everything, in reverse order.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { root, settings, onNote, signal } = options
  const { branch, environment, ports } = settings
  const startedAt = new Date(systemClock.now()).toISOString()
  const paths = statePaths(root)
  for (const directory of [paths.state, paths.run, paths.logs]) mkdirSync(directory, { recursive: true })
  makeShared(paths.shared)
  await using stack = new AsyncDisposableStack()
  stack.use(await takeInstanceLock(paths.run))
  const log = openLog(join(paths.logs, 'platform.log'))
  stack.defer(log.close)
  const stopping = new AbortController()
  stack.defer(() => stopping.abort()) // a start that fails does not wait for helm to be compiled
  const ending = AbortSignal.any([signal, stopping.signal])
  const parts = new PartList(options.onPart)

  const ledger = processLedger(paths.run)
  const stale = await ledger.endAll(stopGraceMs)
  if (stale.length > 0) onNote(`Ended ${stale.length} processes of an earlier run that was killed.`)

  const host = await parts.start(
    'git host',
    () => openGitHost(settings, paths),
    ({ seeded }) => {
      return `remote "${settings.remote}", ${branch} at ${seeded.revision.slice(0, 7)}`
    },
  )
  const { origin } = host
  for (const line of deployedLines(host, branch)) onNote(line)

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

  const shared = !isOpenToOthers(root) && process.getuid?.() === 0
  const user = databaseUser()
  const podUser = defaultPodUser()
  const postgresLog = openLog(join(paths.logs, 'postgres.log'))
  stack.defer(postgresLog.close)
  const startingPostgres = parts.start(
    'postgres',
    () =>
      startPostgres({
        binaries: postgresBinaries(shared ? join(paths.shared, 'postgres-programs') : undefined),
        dir: join(paths.shared, 'postgres'),
        preferredPort: ports.postgres,
        ledger,
        log: postgresLog.line,
        ...(user ? { user } : {}),
      }),
    (server) => takenNote(`127.0.0.1:${server.port}`, server.port, ports.postgres),
  )
  const startingCluster = parts.start(
    'cluster',
    () =>
      startCluster({
        dataDir: paths.cluster,
        kubeconfigPath: paths.kubeconfig,
        preferredApiPort: ports.api,
        node: {
          name: 'local',
          podsDir: join(paths.shared, 'pods'),
          imagesDir: paths.images,
          runtimePath: podRuntimePath(paths),
          ledger,
          ...(podUser ? { defaultUser: podUser } : {}),
        },
        network: { preferredIngressPort: ports.ingress },
        clock: systemClock,
        log: (line) => log.line(`cluster: ${line}`),
      }),
    (cluster) => {
      const api = takenNote(cluster.apiUrl, Number(new URL(cluster.apiUrl).port), ports.api)
      return `${api}, ingress on ${takenNote(`port ${cluster.ingressPort}`, cluster.ingressPort, ports.ingress)}`
    },
  )
  const [postgres, cluster] = await bothOrNone(stack, startingPostgres, startingCluster)
  signal.throwIfAborted()

  const access = await clusterAccess(paths.kubeconfig)
  stack.defer(() => access.close())
  const loop = await startLoop({
    paths,
    settings,
    origin,
    cluster,
    access,
    helmPath,
    parts,
    log,
    onNote,
    ending,
  })
  stack.use(loop)
  const databases = startDatabaseProvisioner({
    server: postgres,
    cluster: access,
    originDir: origin.dir,
    branch,
    log: (line) => log.line(`database: ${line}`),
  })
  stack.defer(() => databases.stop())

  const stopRequest = Promise.withResolvers<void>()
  const status = async (): Promise<PlatformStatus> => {
    const applications = await listApplications(access)
    return {
      pid: process.pid,
      startedAt,
      branch,
      environment,
      head: await host.head(),
      kubeconfig: paths.kubeconfig,
      parts: parts.list(),
      pages: pagesOf(loop.endpoints, applications),
      applications: applications.map(applicationStatus),
      runs: loop.runs.runs(),
    }
  }
  const control = await startControlServer({
    runDir: paths.run,
    preferredPort: ports.control,
    status,
    follow: (commit, gone) => loop.runs.follow(commit, AbortSignal.any([gone, ending])),
    onStop: stopRequest.resolve,
  })
  stack.defer(() => control.stop())
  stack.defer(() => stopping.abort())

  await parts.start(
    'delivery',
    async () => loop.delivery.resume(await host.head()),
    () => `${branch} goes to ops/environments/${environment}`,
  )
  signal.throwIfAborted()
  const application = rootApplication({
    repoURL: origin.dir,
    revision: branch,
    path: `ops/environments/${environment}/05_applications`,
  })
  await access.apply(application)
  await helmPath

  const running = stack.move()
  return {
    kubeconfig: paths.kubeconfig,
    settled: () =>
      applicationsSettled({
        cluster: access,
        sync: loop.sync,
        root: application.metadata.name,
        signal: ending,
      }),
    status,
    stopRequested: stopRequest.promise,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Pods and the database run as other users below it, whatever umask root has. */
function makeShared(directory: string): void {
  const made = mkdirSync(directory, { recursive: true })
  if (process.getuid?.() !== 0) return
  chmodSync(directory, 0o755)
  for (let at = directory; made !== undefined && at !== made; at = dirname(at)) chmodSync(dirname(at), 0o755)
}

/** When one of two parts fails to start, the other is ended too, whether it is up by then or not. */
async function bothOrNone<A extends { stop(): Promise<void> }, B extends { stop(): Promise<void> }>(
  stack: AsyncDisposableStack,
  first: Promise<A>,
  second: Promise<B>,
): Promise<[A, B]> {
  const results = await Promise.allSettled([first, second])
  for (const result of results) {
    if (result.status === 'fulfilled') stack.defer(() => result.value.stop())
  }
  return await Promise.all([first, second])
}

function takenNote(address: string, port: number, preferred: number): string {
  return port === preferred ? address : `${address} (${preferred} is taken)`
}
