import { field, listField, textField } from '@gitops-example/kit/json/fields'

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
  return field(body, 'metadata', 'name') === name
}

/** Reads an Application as Argo CD's API and Kubernetes return it; what is missing counts as unknown. */
export function readApplication(body: unknown): ArgoApplication {
  const status = field(body, 'status')
  return {
    sync: textField(status, 'sync', 'status') || 'Unknown',
    health: textField(status, 'health', 'status') || 'Unknown',
    message:
      textField(status, 'health', 'message') ||
      degradedResources(status) ||
      (textField(status, 'operationState', 'message') ?? ''),
    images: texts(listField(status, 'summary', 'images')),
    history: listField(status, 'history').flatMap(readSynced),
  }
}

/** Argo CD 3 gives no reason for the whole, only one for each resource. */
function degradedResources(status: unknown): string {
  const reasons = listField(status, 'resources').flatMap((resource) => {
    if (field(resource, 'health', 'status') !== 'Degraded') return []
    const name = `${textField(resource, 'kind') ?? ''} ${textField(resource, 'name') ?? ''}`
    return [`${name}: ${textField(resource, 'health', 'message') || 'Degraded'}`]
  })
  return reasons.join('\n')
}

function readSynced(entry: unknown): Synced[] {
  const at = Date.parse(textField(entry, 'deployedAt') ?? '')
  const revisions = texts([field(entry, 'revision'), ...listField(entry, 'revisions')]).filter(Boolean)
  return Number.isNaN(at) || revisions.length === 0 ? [] : [{ revisions, at }]
}

function texts(values: readonly unknown[]): string[] {
  return values.filter((one) => typeof one === 'string')
}
