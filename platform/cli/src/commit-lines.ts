import type { CommitPlace } from '@gitops-example/delivery/where/where-is-commit'
import type { ApplicationStatus } from '@gitops-example/local/status'
import { durationText } from './duration.ts'
import type { Io } from './io.ts'

/** Where a commit is, with what the running platform knows of its own environment. */
export interface ShownPlace extends CommitPlace {
  /** As the Application says; absent where no platform of that environment runs here. */
  live?: 'live' | 'syncing' | 'degraded'
}

/** Adds to each place what the Applications of `environment` say. */
export function withApplications(
  places: readonly CommitPlace[],
  environment: string,
  applications: readonly ApplicationStatus[],
): ShownPlace[] {
  return places.map((place) => {
    const application = applications.find(({ name }) => name === place.app)
    if (place.environment !== environment || place.state !== 'released' || application === undefined)
      return place
    const { sync, health, images } = application
    const runs = images.some((image) => image.endsWith(`:${place.tag}`))
    if (health === 'Degraded') return { ...place, live: 'degraded' }
    return { ...place, live: runs && sync === 'Synced' && health === 'Healthy' ? 'live' : 'syncing' }
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
      waiting: tag === '' ? 'nothing was released yet' : `runs ${tag.slice(0, 7)}, which does not contain it`,
      undone: `rolled back, in quarantine; runs ${tag.slice(0, 7)}`,
    }[place.state]
    return `  ${environment.padEnd(width)}  ${app.padEnd(appWidth)}  ${word(place, paint)}  ${paint('dim', detail)}`
  })
}

function word({ state, live }: ShownPlace, paint: Io['paint']): string {
  const text = (live ?? state).padEnd(8)
  if (live === 'live' || (live === undefined && state === 'released')) return paint('green', text)
  return live === 'degraded' || state === 'undone' ? paint('red', text) : paint('yellow', text)
}
