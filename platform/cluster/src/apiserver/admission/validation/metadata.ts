import { asArray, asObject, asString, type JsonObject } from '../../../machinery/json/json.ts'
import { checkLabelKey, checkLabelValue } from '../../../machinery/labels.ts'
import type { StoredObject } from '../../../machinery/objects.ts'
import type { Resource } from '../../../machinery/resource.ts'
import type { Causes } from './causes.ts'
import { type Check, dns1035Label, dnsLabel, dnsSubdomain, pathSegment } from './names.ts'

const maxAnnotationsBytes = 256 * 1024

const nameRules: { [kind: string]: Check } = {
  ClusterRole: pathSegment,
  ClusterRoleBinding: pathSegment,
  Namespace: dnsLabel,
  Role: pathSegment,
  RoleBinding: pathSegment,
  Service: dns1035Label,
}

/** The rules that every object's metadata has to keep. */
export function validateMetadata(
  resource: Resource,
  draft: JsonObject,
  old: StoredObject | undefined,
  causes: Causes,
): void {
  const metadata = asObject(draft.metadata)
  if (old === undefined) validateName(resource, asString(metadata.name), causes)
  validateLabels(asObject(metadata.labels), 'metadata.labels', causes)
  validateAnnotations(asObject(metadata.annotations), 'metadata.annotations', causes)
  validateOwners(asArray(metadata.ownerReferences), causes)
  for (const [index, finalizer] of asArray(metadata.finalizers).entries()) {
    const wrong = checkLabelKey(asString(finalizer))
    if (wrong !== undefined) causes.invalid(`metadata.finalizers[${index}]`, finalizer, wrong)
  }
}

function validateName(resource: Resource, name: string, causes: Causes) {
  if (name === '') {
    causes.required('metadata.name', 'name or generateName is required')
    return
  }
  const rule = resource.custom === undefined ? (nameRules[resource.kind] ?? dnsSubdomain) : dnsSubdomain
  const wrong = rule(name)
  if (wrong !== undefined) causes.invalid('metadata.name', name, wrong)
}

export function validateLabels(labels: JsonObject, field: string, causes: Causes): void {
  for (const [key, value] of Object.entries(labels)) {
    const wrongKey = checkLabelKey(key)
    if (wrongKey !== undefined) causes.invalid(field, key, wrongKey)
    const wrongValue = checkLabelValue(asString(value))
    if (wrongValue !== undefined) causes.invalid(field, value, wrongValue)
  }
}

export function validateAnnotations(annotations: JsonObject, field: string, causes: Causes): void {
  let bytes = 0
  for (const [key, value] of Object.entries(annotations)) {
    // Keys of annotations are compared without regard to case, unlike labels'.
    const wrong = checkLabelKey(key.toLowerCase())
    if (wrong !== undefined) causes.invalid(field, key, wrong)
    bytes += Buffer.byteLength(key) + Buffer.byteLength(asString(value))
  }
  if (bytes > maxAnnotationsBytes) causes.tooLong(field, maxAnnotationsBytes)
}

function validateOwners(owners: readonly unknown[], causes: Causes) {
  let controllers = 0
  for (const [index, item] of owners.entries()) {
    const owner = asObject(item)
    for (const name of ['apiVersion', 'kind', 'name', 'uid']) {
      if (asString(owner[name]) === '') {
        causes.invalid(
          `metadata.ownerReferences[${index}].${name}`,
          owner[name] ?? '',
          `${name} must not be empty`,
        )
      }
    }
    if (owner.controller === true) controllers++
  }
  if (controllers > 1) {
    causes.invalid('metadata.ownerReferences', owners, 'Only one reference can have Controller set to true')
  }
}
