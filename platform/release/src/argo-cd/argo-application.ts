/** One successful sync of an Application. */
export interface Synced {
  /** Commits of its sources; several only for an Application of several sources. */
  revisions: string[]
  /** When the objects had been applied, in milliseconds since the Unix epoch. */
  at: number
}

/** The status of an Application (argoproj.io/v1alpha1). */
export interface ArgoApplication {
  sync: string
  health: string
  /** Why it is not healthy, or what the last operation said; empty when there is nothing to say. */
  message: string
  /** Images of its running pods, as `repository:tag`. */
  images: string[]
  /** The syncs that it remembers (`spec.revisionHistoryLimit`, 10 by default), the oldest first. */
  history: Synced[]
}

/** Whether an answer is the Application of this name; Argo CD's API omits `kind`. */
export function isApplication(body: unknown, name: string): boolean {
  return field(field(body, 'metadata'), 'name') === name
}

/** Reads an Application as Argo CD's API and Kubernetes return it; what is missing counts as unknown. */
export function readApplication(body: unknown): ArgoApplication {
  const status = field(body, 'status')
  return {
    sync: text(field(field(status, 'sync'), 'status')) || 'Unknown',
    health: text(field(field(status, 'health'), 'status')) || 'Unknown',
    message:
      text(field(field(status, 'health'), 'message')) ||
      degradedResources(status) ||
      text(field(field(status, 'operationState'), 'message')),
    images: texts(field(field(status, 'summary'), 'images')),
    history: list(field(status, 'history')).flatMap(readSynced),
  }
}

/** Argo CD 3 gives no reason for the whole, only one for each resource. */
function degradedResources(status: unknown): string {
  const reasons = list(field(status, 'resources')).flatMap((resource) => {
    const health = field(resource, 'health')
    if (field(health, 'status') !== 'Degraded') return []
    const of = `${text(field(resource, 'kind'))} ${text(field(resource, 'name'))}`
    return [`${of}: ${text(field(health, 'message')) || 'Degraded'}`]
  })
  return reasons.join('\n')
}

function readSynced(entry: unknown): Synced[] {
  const at = Date.parse(text(field(entry, 'deployedAt')))
  const revisions = [text(field(entry, 'revision')), ...texts(field(entry, 'revisions'))].filter(Boolean)
  return Number.isNaN(at) || revisions.length === 0 ? [] : [{ revisions, at }]
}

function field(value: unknown, name: string): unknown {
  return value instanceof Object ? new Map<string, unknown>(Object.entries(value)).get(name) : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function texts(value: unknown): string[] {
  return list(value).filter((one) => typeof one === 'string')
}
