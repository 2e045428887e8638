import { GitopsError } from '@gitops-example/kit/errors'
import { isRecord, textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from './kube-object.ts'

/** An object as the API answers it. Objects in a list come without their type, which is then given. */
export function parseObject(value: unknown, type?: { apiVersion: string; kind: string }): KubeObject {
  const apiVersion = type?.apiVersion ?? textField(value, 'apiVersion')
  const kind = type?.kind ?? textField(value, 'kind')
  const metadata = isRecord(value) ? value.metadata : undefined
  const name = textField(metadata, 'name')
  if (isRecord(value) && isRecord(metadata) && name !== undefined && apiVersion && kind) {
    return { ...value, apiVersion, kind, metadata: { ...metadata, name } }
  }
  throw new GitopsError(
    'kubernetes-bad-answer',
    `Cannot read the answer of the API: expected an object, got ${shapeOf(value, kind)}.`,
    {
      hint: 'Check that the server of the kubeconfig is a Kubernetes API.',
      retryable: true,
    },
  )
}

function shapeOf(value: unknown, kind: string | undefined): string {
  if (!isRecord(value)) return Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value
  return kind === undefined ? 'one without a kind' : `a ${kind} without a name`
}
