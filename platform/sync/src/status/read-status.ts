import { field, isRecord, listField, numberField, textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { OperationStatus, RevisionHistory } from './application-status.ts'

/** How the last sync ended, as an earlier process wrote it; undefined where nothing readable is there. */
export function readOperationState(application: KubeObject): OperationStatus | undefined {
  const state = field(application, 'status', 'operationState')
  return isOperationStatus(state) ? state : undefined
}

export function readHistory(application: KubeObject): RevisionHistory[] {
  return listField(application, 'status', 'history').filter(isRevisionHistory)
}

function isOperationStatus(value: unknown): value is OperationStatus {
  const texts = ['phase', 'message', 'startedAt'].map((name) => textField(value, name))
  const result = field(value, 'syncResult')
  return !texts.includes(undefined) && (result === undefined || textField(result, 'revision') !== undefined)
}

function isRevisionHistory(value: unknown): value is RevisionHistory {
  const texts = ['revision', 'deployStartedAt', 'deployedAt'].map((name) => textField(value, name))
  return (
    !texts.includes(undefined) &&
    numberField(value, 'id') !== undefined &&
    isRecord(field(value, 'initiatedBy'))
  )
}
