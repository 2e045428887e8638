import { printable } from '@gitops-example/kit/text/printable'
import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import type { ArgoApplication } from '@gitops-example/release/argo-cd/argo-application'
import type { CommitPlace } from '@gitops-example/release/locate/locate-commit'
import type { Io } from '../io.ts'
import { durationText } from '../options/duration.ts'

/** Where a commit is, with what is known beside git: by the delivery that runs here, and by sync. */
export interface ShownPlace extends CommitPlace {
  /** Absent where nobody could be asked about the environment. */
  live?: 'building' | 'failed' | 'syncing' | 'live' | 'degraded'
}

type ApplicationState = Pick<ArgoApplication, 'sync' | 'health' | 'images'>

/** Adds to each place of `environment` what the Applications say, by app. */
export function withApplications(
  places: readonly ShownPlace[],
  environment: string,
  applications: ReadonlyMap<string, ApplicationState>,
): ShownPlace[] {
  return places.map((place) => {
    const application = applications.get(place.app)
    if (place.environment !== environment || place.state !== 'released' || application === undefined)
      return place
    const { sync, health, images } = application
    const runs = images.some((image) => image.endsWith(`:${place.tag}`))
    if (health === 'Degraded') return { ...place, live: 'degraded' }
    return { ...place, live: runs && sync === 'Synced' && health === 'Healthy' ? 'live' : 'syncing' }
  })
}

/** Adds to each place of `environment` that waits whether the commit is being delivered, or its delivery has failed. */
export function withRuns(
  places: readonly ShownPlace[],
  environment: string,
  commit: string,
  runs: readonly DeliveryRun[],
): ShownPlace[] {
  const run = runs.findLast((one) => one.commit === commit)
  return places.map((place) => {
    if (place.environment !== environment || place.state !== 'waiting') return place
    if (run === undefined || !run.apps.includes(place.app)) return place
    if (run.state === 'running') return { ...place, live: 'building' }
    return run.state === 'failed' ? { ...place, live: 'failed' } : place
  })
}

/** A line per environment and app. */
export function commitLines(places: readonly ShownPlace[], now: number, paint: Io['paint']): string[] {
  const width = Math.max(0, ...places.map(({ environment }) => environment.length))
  const appWidth = Math.max(0, ...places.map(({ app }) => app.length))
  return places.map((place) => {
    const { environment, app, tag, releasedBy, releasedAt } = place
    const since = releasedAt === undefined ? '' : `${durationText(Math.max(0, now - releasedAt))} ago`
    const detail = {
      released: `by ${releasedBy?.slice(0, 7)}, ${since}${tag === '' ? '' : `, runs ${tag.slice(0, 7)}`}`,
      same: `the same content runs as ${tag.slice(0, 7)}`,
      waiting:
        tag === '' ? 'nothing has been released yet' : `runs ${tag.slice(0, 7)}, which does not contain it`,
      undone: `rolled back, in quarantine; runs ${tag.slice(0, 7)}`,
    }[place.state]
    return `  ${environment.padEnd(width)}  ${printable(app).padEnd(appWidth)}  ${word(place, paint)}  ${paint('dim', detail)}`
  })
}

function word({ state, live }: ShownPlace, paint: Io['paint']): string {
  const text = (live ?? state).padEnd(8)
  if (live === 'live' || (live === undefined && state === 'released')) return paint('green', text)
  const isBad = live === 'degraded' || live === 'failed' || state === 'undone'
  return isBad ? paint('red', text) : paint('yellow', text)
}
