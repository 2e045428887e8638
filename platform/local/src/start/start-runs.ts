import { join } from 'node:path'
import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { systemClock } from '@gitops-example/kit/clock'
import type { Events } from '@gitops-example/kit/events'
import type { SyncEvents } from '@gitops-example/sync/sync-events'
import type { AppEndpoints } from '../apps/app-endpoints.ts'
import { keptRuns } from '../run/known-runs.ts'
import { LiveReleases } from '../run/live-releases.ts'
import { recentLines } from '../run/recent-lines.ts'
import { runRecordText, runsOf } from '../run/run-records.ts'
import { RunTracker } from '../run/run-tracker.ts'
import { openLog } from './open-log.ts'
import type { PartList } from './part-list.ts'

export interface RunsOptions {
  logsDir: string
  delivery: Events<DeliveryEvents>
  sync: Events<SyncEvents>
  parts: PartList
  endpoints: AppEndpoints
  /** Whether a release that turns Degraded is taken back without a person. */
  undoesReleases: boolean
  /** Called with what a person should know. */
  onNote: (line: string) => void
  log: (line: string) => void
}

/** Enough for the records of the runs that are remembered. */
const keptBytes = 512 * 1024

export interface Runs extends Disposable {
  readonly tracker: RunTracker
  readonly live: LiveReleases
}

/** Measures runs, keeps each in the log of deliveries, and reports what a person should know of them. */
export function startRuns(options: RunsOptions): Runs {
  const { logsDir, delivery, sync, parts, endpoints, undoesReleases, onNote, log: note } = options
  const path = join(logsDir, 'deliveries.log')
  const files = [`${path}.1`, path]
  const live = new LiveReleases(files)
  const { records, ignored } = runsOf(recentLines(files, keptBytes), keptRuns)
  if (ignored > 0) note(`${ignored} lines of ${path} are no deliveries, and are ignored`)
  const log = openLog(path, { onTrouble: (why) => parts.trouble('history of deliveries', why) })
  const tracker = new RunTracker({
    delivery,
    sync,
    parts: parts.events,
    clock: systemClock,
    undoesReleases,
    answersRequests: (app) => endpoints.of(app) !== undefined,
    earlier: records,
    onRecord: (record) => log.line(runRecordText(record)),
    onEnded: (run) => live.add(run),
  })
  delivery.on('delivery.failed', ({ revision, step, reason }) => {
    onNote(`${short(revision)} is not delivered, ${step} failed:\n${reason}`)
  })
  delivery.on('delivery.rolled-back', ({ revision, app, to }) => {
    onNote(`${app} at ${short(revision)} became Degraded and was rolled back to ${short(to)}.`)
  })
  delivery.on('delivery.rollback-refused', ({ revision, app, why }) => {
    onNote(`${app} at ${short(revision)} is Degraded and was not rolled back: ${why}`)
  })
  return {
    tracker,
    live,
    [Symbol.dispose]() {
      tracker.stop('the platform stopped', systemClock.now())
      log.close()
    },
  }
}

function short(revision: string): string {
  return revision.slice(0, 7)
}
