import { at } from '../json/json.ts'
import type { StoredObject } from '../objects.ts'
import type { Resource } from '../resource.ts'
import { badRequest } from '../status-error.ts'

export interface FieldRequirement {
  field: string
  operator: '=' | '!='
  value: string
}

const everyKind = ['metadata.name', 'metadata.namespace']

/** What a kind offers besides its name and namespace (Kubernetes: Field Selectors). */
const byKind: { [kind: string]: readonly string[] } = {
  Event: [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (field) => `involvedObject.${field}`,
    ),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Job: ['status.successful'],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  ReplicaSet: ['status.replicas'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
}

/** The requirements of a query text such as `status.phase=Running,metadata.name!=a`; 400 for what the kind does not offer. */
export function parseFieldSelector(
  { kind, custom }: Pick<Resource, 'kind' | 'custom'>,
  text: string,
): FieldRequirement[] {
  const own = custom === undefined ? (byKind[kind] ?? []) : (custom.selectableFields ?? [])
  return splitTerms(text).map((term) => {
    const match = /^([^=!]*)(!=|==|=)(.*)$/s.exec(term)
    if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`)
    const [, field = '', operator, value = ''] = match
    if (!everyKind.includes(field) && !own.includes(field)) {
      throw badRequest(notSupported(field, own))
    }
    return { field, operator: operator === '!=' ? '!=' : '=', value: withoutEscapes(value, text) }
  })
}

function notSupported(field: string, own: readonly string[]): string {
  if (own.length > 0) return `field label not supported: ${field}`
  const known = everyKind.map((name) => JSON.stringify(name)).join(', ')
  return `${JSON.stringify(field)} is not a known field selector: only ${known}`
}

export function matchesFields(requirements: readonly FieldRequirement[], object: StoredObject): boolean {
  return requirements.every(({ field, operator, value }) => {
    const isSame = fieldText(object, field) === value
    return operator === '=' ? isSame : !isSame
  })
}

function fieldText(object: StoredObject, field: string): string {
  const { kind } = object
  if (kind === 'Job' && field === 'status.successful') return text(at(object, 'status', 'succeeded') ?? 0)
  if (kind === 'Event' && field === 'source')
    return text(at(object, 'source', 'component') ?? at(object, 'reportingComponent'))
  if (field === 'spec.hostNetwork' || field === 'spec.unschedulable')
    return text(at(object, ...field.split('.')) ?? false)
  return text(at(object, ...field.split('.')))
}

function text(value: unknown): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}

/** Commas and equal signs in values are written with a backslash. */
function splitTerms(given: string): string[] {
  const terms = given.match(/(?:\\.|[^,\\])+/gs) ?? []
  return terms.map((term) => term.trim()).filter((term) => term !== '')
}

function withoutEscapes(value: string, whole: string): string {
  if (/(^|[^\\])(\\\\)*\\([^\\,=]|$)/.test(value)) {
    throw badRequest(`invalid field selector: invalid escape sequence in ${JSON.stringify(whole)}`)
  }
  return value.replaceAll(/\\(.)/gs, '$1')
}
