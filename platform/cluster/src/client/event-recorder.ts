import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { Event, ObjectReference } from '#kubernetes/core/v1'
import type { Live } from '../machinery/objects.ts'
import { timestamp } from '../machinery/time.ts'
import type { ClusterClient } from './cluster-client.ts'

/** What an event can be about. */
export interface EventSubject {
  apiVersion?: string
  kind?: string
  metadata?: { namespace?: string; name?: string; uid?: string; resourceVersion?: string }
}

export interface EventRecorder {
  /** Writes a core/v1 Event about the object; a repeated one raises the count of the first. Never throws. */
  normal(object: EventSubject, reason: string, message: string, fieldPath?: string): void
  warning(object: EventSubject, reason: string, message: string, fieldPath?: string): void
}

interface RecorderOptions {
  client: ClusterClient
  clock: Clock
  /** Who reports, such as `deployment-controller`. */
  component: string
  log: (line: string) => void
}

/** Repeats further apart than this are reported as a new event, as upstream's correlator does. */
const sameEventWindowMs = 10 * 60_000
const rememberedEvents = 256

interface Remembered {
  namespace: string
  name: string
  lastAtMs: number
}

export function createEventRecorder(options: RecorderOptions): EventRecorder {
  const { client, clock, component, log } = options
  const remembered = new Map<string, Remembered>()

  function record(type: string, subject: EventSubject, reason: string, message: string, fieldPath?: string) {
    const involvedObject = referenceTo(subject, fieldPath)
    const key = JSON.stringify([involvedObject.uid, fieldPath, type, reason, message])
    const nowMs = clock.now()
    try {
      const known = remembered.get(key)
      const live =
        known && nowMs - known.lastAtMs < sameEventWindowMs
          ? client.get('events', known.namespace, known.name)
          : undefined
      remembered.delete(key)
      const written = live === undefined ? create() : repeat(live)
      remembered.set(key, {
        namespace: written.metadata.namespace ?? '',
        name: written.metadata.name,
        lastAtMs: nowMs,
      })
      const oldest = remembered.size > rememberedEvents ? remembered.keys().next().value : undefined
      if (oldest !== undefined) remembered.delete(oldest)
    } catch (error) {
      // An event is never worth failing the work that it reports; a namespace on its way out refuses it.
      log(`${component}: cannot record event ${reason} of ${subject.metadata?.name}: ${describeError(error)}`)
    }

    function create(): Live<Event> {
      const namespace = involvedObject.namespace || 'default'
      const time = timestamp(clock)
      return client.create('events', {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { namespace, generateName: `${involvedObject.name}.` },
        involvedObject,
        type,
        reason,
        message: message.slice(0, 1024),
        count: 1,
        firstTimestamp: time,
        lastTimestamp: time,
        source: { component },
        reportingComponent: component,
        reportingInstance: '',
      })
    }

    function repeat(live: Live<Event>): Live<Event> {
      return client.update('events', {
        ...live,
        count: (live.count ?? 1) + 1,
        lastTimestamp: timestamp(clock),
      })
    }
  }

  return {
    normal: (object, reason, message, fieldPath) => record('Normal', object, reason, message, fieldPath),
    warning: (object, reason, message, fieldPath) => record('Warning', object, reason, message, fieldPath),
  }
}

function referenceTo(subject: EventSubject, fieldPath: string | undefined): ObjectReference {
  const { namespace, name, uid, resourceVersion } = subject.metadata ?? {}
  return {
    ...(subject.apiVersion === undefined ? {} : { apiVersion: subject.apiVersion }),
    ...(subject.kind === undefined ? {} : { kind: subject.kind }),
    ...(namespace === undefined ? {} : { namespace }),
    name: name ?? '',
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  }
}
