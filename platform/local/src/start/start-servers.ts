import { basename, dirname, join } from 'node:path'
import type { DataPathWorker } from '@gitops-example/cluster/proxy/control/data-path-worker'
import { type Cluster, startCluster } from '@gitops-example/cluster/start-cluster'
import { systemClock } from '@gitops-example/kit/clock'
import type { ProcessLedger } from '@gitops-example/kit/process/process-ledger'
import type { Supervisor } from '@gitops-example/kit/supervision/supervisor'
import {
  linkLibraries,
  type PostgresBinaries,
  postgresBinaries,
  postgresToCopy,
} from '../database/postgres-binaries.ts'
import { type PostgresAccess, type PostgresServer, startPostgres } from '../database/postgres-server.ts'
import { databaseUser } from '../database/system-user.ts'
import { removeGoneCheckouts } from '../state/remove-gone-checkouts.ts'
import type { Settings } from '../state/settings.ts'
import { useShared } from '../state/shared-state.ts'
import type { StatePaths } from '../state/state-paths.ts'
import { type Log, openLog } from './open-log.ts'
import type { PartList } from './part-list.ts'
import { defaultPodUser, podRuntime } from './pod-runtime.ts'

export interface ServerOptions {
  paths: StatePaths
  ports: Settings['ports']
  ledger: ProcessLedger
  /** What will carry the cluster's traffic. */
  dataPath: DataPathWorker
  parts: PartList
  log: Log
  /** Called with what a person should know. */
  onNote: (line: string) => void
}

export interface Servers extends AsyncDisposable {
  readonly postgres: PostgresAccess
  readonly cluster: Cluster
}

/** Starts PostgreSQL and the cluster side by side. When one of them fails, the other is ended too. */
export async function startServers(options: ServerOptions): Promise<Servers> {
  await using stack = new AsyncDisposableStack()
  const postgresLog = openLog(join(options.paths.logs, 'postgres.log'), {
    onTrouble: (why) => options.parts.trouble('logs of PostgreSQL', why),
  })
  stack.defer(postgresLog.close)
  const programs = await programsOf(options.paths)
  const starting = [
    postgresPart(options, programs.postgres, postgresLog),
    clusterPart(options, programs.runtimeDir),
  ] as const
  for (const result of await Promise.allSettled(starting)) {
    if (result.status === 'fulfilled') stack.defer(() => result.value.stop())
  }
  const [supervised, cluster] = await Promise.all(starting)
  const postgres: PostgresAccess = {
    port: supervised.current.port,
    connect: (database) => supervised.current.connect(database),
  }
  const tidying = removeGoneCheckouts(options.paths, systemClock.now(), options.onNote).catch((error) =>
    options.log.line(`what checkouts that are gone have left stays: ${error}`),
  )
  stack.defer(() => tidying)
  const running = stack.move()
  return { postgres, cluster, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Ours, or copies where other users cannot reach ours. */
async function programsOf(paths: StatePaths): Promise<{ postgres: PostgresBinaries; runtimeDir: string }> {
  const programs = [postgresToCopy(), podRuntime()].filter((program) => program !== undefined)
  const folders = await useShared(paths, programs)
  const folderOf = (name: string) => folders.find((folder) => basename(folder).startsWith(`${name}-`))
  const postgres = folderOf('postgres')
  if (postgres !== undefined) linkLibraries(postgres)
  return { postgres: postgresBinaries(postgres), runtimeDir: folderOf('node') ?? dirname(process.execPath) }
}

function postgresPart(
  { paths, ports, ledger, parts }: ServerOptions,
  binaries: PostgresBinaries,
  log: Log,
): Promise<Supervisor<PostgresServer>> {
  const user = databaseUser()
  return parts.supervise<PostgresServer>(
    'postgres',
    (signal, before) =>
      startPostgres({
        signal,
        ...(before ? { before } : {}),
        binaries,
        dir: join(paths.shared, 'postgres'),
        preferredPort: ports.postgres,
        ledger,
        log: log.line,
        ...(user ? { user } : {}),
      }),
    (server) => orTaken(`127.0.0.1:${server.port}`, server.port, ports.postgres),
  )
}

function clusterPart(
  { paths, ports, ledger, dataPath, parts, log }: ServerOptions,
  runtimePath: string,
): Promise<Cluster> {
  const podUser = defaultPodUser()
  return parts.start(
    'cluster',
    () =>
      startCluster({
        dataDir: paths.cluster,
        kubeconfigPath: paths.kubeconfig,
        preferredApiPort: ports.api,
        node: {
          name: 'local',
          podsDir: paths.pods,
          imagesDir: paths.images,
          runtimePath,
          ledger,
          ...(podUser ? { defaultUser: podUser } : {}),
        },
        network: { preferredIngressPort: ports.ingress, dataPath },
        clock: systemClock,
        log: (line) => log.line(`cluster: ${line}`),
      }),
    (cluster) => {
      const api = orTaken(cluster.apiUrl, Number(new URL(cluster.apiUrl).port), ports.api)
      return `${api}, ingress on ${orTaken(`port ${cluster.ingressPort}`, cluster.ingressPort, ports.ingress)}`
    },
  )
}

/** The address, and the preferred port where somebody else has it. */
function orTaken(address: string, port: number, preferred: number): string {
  return port === preferred ? address : `${address} (${preferred} is taken)`
}
