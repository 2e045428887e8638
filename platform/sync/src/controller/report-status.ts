import type { Application } from '@gitops-example/applications/parse/application'
import { field } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { DesiredResource } from '../desired/desired-resource.ts'
import type { ApplicationCondition, ApplicationStatus } from '../status/application-status.ts'
import { externalUrls, resourceStatuses, syncCode } from '../status/build-status.ts'
import { imagesOf } from '../status/images.ts'
import { assessHealth } from './assess-health.ts'
import type { ComparedApplication } from './compare-application.ts'
import type { Desired } from './desired-state.ts'
import type { SyncContext } from './sync-context.ts'

/** What is reported of syncs, past and present, whatever the state of the Application. */
export type Progress = Pick<ApplicationStatus, 'history'> & {
  operationState: ApplicationStatus['operationState'] | undefined
}

interface Reported {
  application: Application
  object: KubeObject
  progress: Progress
}

export interface ComparedReport extends Reported {
  desired: Desired
  compared: ComparedApplication
  /** The message of a hook that made the last sync fail: then the Application is Degraded. */
  failedHook: string | undefined
  /** Why automated sync holds back. */
  error: string | undefined
}

export interface UnknownReport extends Reported {
  /** What git wanted when that was last known. */
  known: readonly DesiredResource[]
  /** Empty where not even those can be known. */
  revisions: readonly string[]
  condition: ApplicationCondition
}

type Looking = Pick<SyncContext, 'live' | 'logs' | 'clock'>

/** The status of an Application whose resources are compared with git. */
export async function comparedStatus(context: Looking, report: ComparedReport): Promise<ApplicationStatus> {
  const { application, desired, compared, failedHook } = report
  const { live, logs } = context
  const assessed = await assessHealth(compared.resources, live, logs)
  const health =
    failedHook === undefined ? assessed.application : { status: 'Degraded' as const, message: failedHook }
  const objects = compared.resources.flatMap(({ desired: one }) =>
    one.hook === undefined ? (live.get(one.ref) ?? []) : [],
  )
  const conditions: ApplicationCondition[] = [
    ...(report.error === undefined ? [] : [{ type: 'SyncError' as const, message: report.error }]),
    ...compared.warnings.map((message) => ({ type: 'SharedResourceWarning' as const, message })),
    ...desired.warnings.map((message) => ({ type: 'RepeatedResourceWarning' as const, message })),
  ]
  const { revision, revisions } = desired.target
  const urls = externalUrls(objects)
  const [sourceType] = desired.sourceTypes
  return {
    ...common(context, report),
    sync: {
      status: syncCode(compared.resources, compared.extraneous),
      ...(application.multiSource ? { revisions } : { revision }),
      comparedTo: comparedTo(report.object),
    },
    health: { status: health.status, ...(health.message ? { message: health.message } : {}) },
    resources: resourceStatuses(compared.resources, compared.extraneous, assessed.resources),
    conditions,
    summary: { images: imagesOf(objects), ...(urls.length === 0 ? {} : { externalURLs: urls }) },
    ...(application.multiSource
      ? { sourceTypes: desired.sourceTypes }
      : sourceType === undefined
        ? {}
        : { sourceType }),
  }
}

/** The status while the desired state is not known: the resources keep running, and their health is still reported. */
export async function unknownStatus(context: Looking, report: UnknownReport): Promise<ApplicationStatus> {
  const { application, revisions, condition } = report
  const [revision] = revisions
  const { live, logs } = context
  const known = report.known.map((desired) => ({ desired, comparison: { same: true } }))
  const { application: health } = await assessHealth(known, live, logs)
  const objects = known.flatMap(({ desired }) => live.get(desired.ref) ?? [])
  return {
    ...common(context, report),
    sync: {
      status: 'Unknown',
      ...(revision === undefined
        ? {}
        : application.multiSource
          ? { revisions: [...revisions] }
          : { revision }),
      comparedTo: comparedTo(report.object),
    },
    health:
      known.length === 0
        ? { status: 'Unknown' }
        : { status: health.status, ...(health.message ? { message: health.message } : {}) },
    resources: [],
    conditions: [condition],
    summary: { images: imagesOf(objects) },
  }
}

function common({ clock }: Looking, { application, progress }: Reported) {
  const { operationState, history } = progress
  return {
    ...(operationState === undefined ? {} : { operationState }),
    history,
    reconciledAt: new Date(clock.now()).toISOString(),
    controllerNamespace: application.namespace,
  }
}

function comparedTo(object: KubeObject): ApplicationStatus['sync']['comparedTo'] {
  const spec = (name: string) => field(object, 'spec', name)
  return {
    ...(spec('source') === undefined ? {} : { source: spec('source') }),
    ...(spec('sources') === undefined ? {} : { sources: spec('sources') }),
    destination: spec('destination'),
    ...(spec('ignoreDifferences') === undefined ? {} : { ignoreDifferences: spec('ignoreDifferences') }),
  }
}
