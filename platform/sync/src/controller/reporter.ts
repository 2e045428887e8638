import type { Application } from '@gitops-example/applications/parse/application'
import { field, listField, textField } from '@gitops-example/kit/json/fields'
import { sameJson } from '@gitops-example/kit/json/same-json'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { ApplicationCondition, ApplicationStatus } from '../status/application-status.ts'
import { StatusWriter } from '../status/status-writer.ts'
import type { SyncEvents } from '../sync-events.ts'
import type { SyncContext } from './sync-context.ts'

/** Reports on one Application: writes its status, then emits the events that others read the status for. */
export class Reporter {
  readonly #context: SyncContext
  readonly #writer: StatusWriter
  #health: Omit<SyncEvents['application.health'], 'at'> | undefined
  #since: Map<string, string>
  #failure: string | undefined
  #waiting: string | undefined

  constructor(context: SyncContext, object: KubeObject) {
    this.#context = context
    this.#since = knownTimes(object)
    this.#writer = new StatusWriter(context.api, context.applicationType)
  }

  /** What was reported is out of date: the next report goes out even if nothing in it has changed. */
  repeat(): void {
    this.repeatHealth()
    this.#failure = undefined
  }

  /** The same for the health alone. */
  repeatHealth(): void {
    this.#health = undefined
  }

  /** `failed` is why the Application is given up; reported once for each key in a row. */
  async report(
    object: KubeObject,
    application: Application,
    status: ApplicationStatus,
    failed: { key: string; reason: string } | undefined,
  ): Promise<void> {
    const { events, clock } = this.#context
    const complete = { ...status, ...this.#withTimes(status) }
    await this.#writer.write(object, complete)
    const { name } = application
    const { revision, revisions = revision === undefined ? [] : [revision] } = status.sync
    if (failed !== undefined && failed.key !== this.#failure) {
      events.emit('sync.failed', { application: name, revisions, reason: failed.reason, at: clock.now() })
    }
    this.#failure = failed?.key
    this.#reportWaiting(name, revisions, status)
    const { message } = status.health
    const health = {
      application: name,
      revisions,
      sync: status.sync.status,
      health: status.health.status,
      ...(message === undefined ? {} : { message }),
      images: status.summary.images,
    }
    if (sameJson(health, this.#health)) return
    this.#health = health
    events.emit('application.health', { ...health, at: clock.now() })
  }

  #reportWaiting(
    application: string,
    revisions: readonly string[],
    { operationState }: ApplicationStatus,
  ): void {
    const { events, clock } = this.#context
    const message = operationState?.phase === 'Running' ? operationState.message : ''
    if (message === (this.#waiting ?? '')) return
    this.#waiting = message
    const waiting = message === '' ? {} : { message }
    events.emit('sync.waiting', { application, revisions, ...waiting, at: clock.now() })
  }

  /** When the health and each condition became what they are. */
  #withTimes({ health, conditions }: ApplicationStatus): Pick<ApplicationStatus, 'health' | 'conditions'> {
    const now = new Date(this.#context.clock.now()).toISOString()
    const since = new Map<string, string>()
    const time = (key: string) => {
      const at = this.#since.get(key) ?? now
      since.set(key, at)
      return at
    }
    const timed = {
      health: { ...health, lastTransitionTime: time(healthKey(health.status)) },
      conditions: conditions.map(
        (condition): ApplicationCondition => ({
          ...condition,
          lastTransitionTime: time(conditionKey(condition.type, condition.message)),
        }),
      ),
    }
    this.#since = since
    return timed
  }
}

/** What an earlier process wrote keeps its times. */
function knownTimes({ status }: KubeObject): Map<string, string> {
  const health = field(status, 'health')
  const known = new Map([
    [healthKey(textField(health, 'status')), textField(health, 'lastTransitionTime') ?? ''],
  ])
  for (const condition of listField(status, 'conditions')) {
    const key = conditionKey(textField(condition, 'type'), textField(condition, 'message'))
    known.set(key, textField(condition, 'lastTransitionTime') ?? '')
  }
  return new Map([...known].filter(([, time]) => time !== ''))
}

function healthKey(status: string | undefined): string {
  return `health ${status}`
}

function conditionKey(type: string | undefined, message: string | undefined): string {
  return `${type} ${message}`
}
