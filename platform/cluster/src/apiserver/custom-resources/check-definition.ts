import { asArray, asObject, asString, isObject, type JsonObject } from '../../machinery/json/json.ts'
import { sameJson } from '../../machinery/json/same.ts'
import type { Causes } from '../admission/validation/causes.ts'
import { oneOf } from '../admission/validation/fields.ts'
import { dns1035Label, dnsSubdomain } from '../admission/validation/names.ts'
import { checkStructural } from './check-structural.ts'

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']

/** The rules of a CustomResourceDefinition (apiextensions.k8s.io/v1). */
export function checkDefinition(object: JsonObject, causes: Causes): void {
  const spec = asObject(object.spec)
  const names = asObject(spec.names)
  const group = asString(spec.group)
  const fullName = `${asString(names.plural)}.${group}`
  const name = asString(asObject(object.metadata).name)
  if (name !== '' && name !== fullName)
    causes.invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')
  if (group === '') causes.required('spec.group')
  else if (dnsSubdomain(group) !== undefined) causes.invalid('spec.group', group, dnsSubdomain(group) ?? '')
  else if (!group.includes('.'))
    causes.invalid('spec.group', group, 'should be a domain with at least one dot')
  if (asString(spec.scope) === '') causes.required('spec.scope')
  else oneOf(spec.scope, ['Cluster', 'Namespaced'], 'spec.scope', causes)
  checkNames(names, causes)
  const versions = asArray(spec.versions).map(asObject)
  checkVersions(versions, causes)
  if (spec.preserveUnknownFields === true) {
    causes.invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema')
  }
  const { conversion } = spec
  if (isObject(conversion))
    oneOf(conversion.strategy, ['None', 'Webhook'], 'spec.conversion.strategy', causes)
}

function checkNames(names: JsonObject, causes: Causes) {
  for (const field of ['plural', 'singular', 'kind', 'listKind']) {
    const value = asString(names[field])
    const wrong = dns1035Label(value.toLowerCase())
    if (value === '') causes.required(`spec.names.${field}`)
    else if (wrong !== undefined) causes.invalid(`spec.names.${field}`, value, wrong)
  }
  if (names.kind !== undefined && names.kind === names.listKind) {
    causes.invalid('spec.names.listKind', names.listKind, 'kind and listKind may not be the same')
  }
  for (const field of ['shortNames', 'categories']) {
    for (const [index, short] of asArray(names[field]).entries()) {
      const wrong = dns1035Label(asString(short))
      if (wrong !== undefined) causes.invalid(`spec.names.${field}[${index}]`, short, wrong)
    }
  }
}

function checkVersions(versions: readonly JsonObject[], causes: Causes) {
  const schemas = versions.map((version) => asObject(version.schema).openAPIV3Schema)
  // Upstream shows one schema that all versions share as the definition's own.
  const isShared = schemas.every((schema) => sameJson(schema, schemas[0]))
  const seen = new Set<string>()
  for (const [index, version] of versions.entries()) {
    const field = `spec.versions[${index}]`
    const name = asString(version.name)
    const wrong = dns1035Label(name)
    if (wrong !== undefined) causes.invalid(`${field}.name`, name, wrong)
    else if (seen.has(name)) causes.duplicate(`${field}.name`, name)
    seen.add(name)
    const schema = schemas[index]
    if (!isObject(schema)) causes.required(`${field}.schema.openAPIV3Schema`, 'schemas are required')
    else if (!isShared || index === 0) {
      checkStructural(
        schema,
        isShared ? 'spec.validation.openAPIV3Schema' : `${field}.schema.openAPIV3Schema`,
        causes,
      )
    }
    checkColumns(asArray(version.additionalPrinterColumns), `${field}.additionalPrinterColumns`, causes)
    checkScale(asObject(version.subresources).scale, `${field}.subresources.scale`, causes)
  }
  const stored = versions.filter(({ storage }) => storage === true).length
  if (stored !== 1) {
    causes.invalid(
      'spec.versions',
      versions.map(({ name }) => name),
      'must have exactly one version marked as storage version',
    )
  }
}

function checkColumns(columns: readonly unknown[], field: string, causes: Causes) {
  for (const [index, item] of columns.entries()) {
    const { name, type, jsonPath } = asObject(item)
    const at = `${field}[${index}]`
    if (asString(name) === '') causes.required(`${at}.name`)
    if (asString(type) === '') causes.required(`${at}.type`, `must be one of ${columnTypes.join(',')}`)
    else if (!columnTypes.includes(asString(type))) {
      causes.invalid(`${at}.type`, type, `must be one of ${columnTypes.join(',')}`)
    }
    const path = asString(jsonPath)
    if (path === '') causes.required(`${at}.JSONPath`)
    else if (!path.startsWith('.'))
      causes.invalid(`${at}.JSONPath`, path, 'must be a simple json path starting with .')
  }
}

function checkScale(scale: unknown, field: string, causes: Causes) {
  if (!isObject(scale)) return
  const prefixes = { specReplicasPath: '.spec.', statusReplicasPath: '.status.' }
  for (const [name, prefix] of Object.entries(prefixes)) {
    const path = asString(scale[name])
    if (path === '') causes.required(`${field}.${name}`)
    else if (!path.startsWith(prefix))
      causes.invalid(`${field}.${name}`, path, `should be a json path under ${prefix.slice(0, -1)}`)
  }
}
