import {
  type Application,
  instanceName,
  type RequestedOperation,
} from '@gitops-example/applications/parse/application'
import { parseSyncOptions } from '@gitops-example/applications/parse/parse-sync-options'
import { textField } from '@gitops-example/kit/json/fields'
import { refKey } from '@gitops-example/kube-client/kube-object'
import type { Comparer } from '../compare/comparer.ts'
import type { DesiredResource } from '../desired/desired-resource.ts'
import { healthOf } from '../health/health-of.ts'
import { clusterWriter } from '../operation/cluster-writer.ts'
import { planSync, planSyncFail } from '../operation/plan-sync.ts'
import { type ResourceView, SyncOperation } from '../operation/sync-operation.ts'
import { resourceViolation } from '../project/permissions.ts'
import type { ComparedApplication } from './compare-application.ts'
import { ensureNamespace } from './ensure-namespace.ts'
import type { SyncContext } from './sync-context.ts'

export interface OperationRequest {
  application: Application
  /** Hooks have their names. */
  resources: readonly DesiredResource[]
  compared: ComparedApplication
  /** `selective` writes only what differs and runs no hooks. */
  kind: 'full' | 'selective'
  requested: RequestedOperation | undefined
}

/** Plans one attempt of a sync on what the cluster is like now. */
export function buildOperation(
  context: SyncContext,
  comparer: Comparer,
  { application, resources, compared, kind, requested }: OperationRequest,
): SyncOperation {
  const { api, live, projects, clock, signal, isApplication } = context
  const differing = new Set(
    compared.resources.filter(({ comparison }) => !comparison.same).map(({ desired }) => refKey(desired.ref)),
  )
  const chosenByUser = requested !== undefined && requested.resources.length > 0
  const desired = resources.filter((one) => {
    if (chosenByUser) return isChosen(requested, one)
    return kind === 'full' || differing.has(refKey(one.ref))
  })
  const syncOptions = parseSyncOptions(requested?.syncOptions ?? [], [], application.syncOptions)
  const groups = planSync({
    desired,
    isSame: ({ ref }) => !differing.has(refKey(ref)),
    extraneous: chosenByUser ? [] : compared.extraneous,
    prune: (requested?.prune ?? application.automated?.prune ?? false) && syncOptions.prune,
    pruneLast: syncOptions.pruneLast,
    selective: kind === 'selective',
  })
  const defined = new Set(
    resources
      .filter(({ ref }) => ref.kind === 'CustomResourceDefinition')
      .map(
        ({ object }) => `${textField(object, 'spec', 'group')}/${textField(object, 'spec', 'names', 'kind')}`,
      ),
  )
  const writer = clusterWriter({
    clock,
    signal,
    api,
    live,
    comparer,
    instance: instanceName(application),
    syncOptions,
    ignoreDifferences: application.ignoreDifferences,
    isApplication,
    defines: (group, kind) => defined.has(`${group}/${kind}`),
    prepare: () => ensureNamespace(application, api, live),
    violation(ref) {
      const found = projects.get(application.project)
      return found && resourceViolation(found.project, ref)
    },
  })
  return new SyncOperation(groups, writer, viewOf(context), kind === 'selective' ? [] : planSyncFail(desired))
}

function viewOf({ live, logs }: SyncContext): ResourceView {
  return {
    get: (ref) => live.get(ref),
    async health(object) {
      const found = healthOf(object, live)
      return found && (await logs.explain(found))
    },
  }
}

function isChosen({ resources }: RequestedOperation, { ref }: DesiredResource): boolean {
  return resources.some(
    ({ group, kind, name, namespace }) =>
      group === ref.group &&
      kind === ref.kind &&
      name === ref.name &&
      (namespace === undefined || namespace === ref.namespace),
  )
}
