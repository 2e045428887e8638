import { asArray, asString, isObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Causes } from '../admission/validation/causes.ts'

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']

/** Keywords that a structural schema may not have anywhere. */
const forbiddenKeywords = [
  '$ref',
  'definitions',
  'dependencies',
  'patternProperties',
  'additionalItems',
  'id',
  '$schema',
]

/** Keywords that belong outside of `allOf`, `anyOf`, `oneOf` and `not`, where a value only is checked. */
const outsideLogic = [
  'default',
  'description',
  'title',
  'type',
  'nullable',
  'additionalProperties',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
]

/**
 * The rules of a structural schema (Kubernetes: Extend the API with CustomResourceDefinitions): every value has one
 * type, known without looking into `allOf` and its like.
 */
export function checkStructural(schema: JsonObject, field: string, causes: Causes): void {
  if (schema.type !== 'object') {
    if (asString(schema.type) === '') causes.required(`${field}.type`, 'must not be empty at the root')
    else causes.invalid(`${field}.type`, schema.type, 'must be object at the root')
  }
  checkRootMetadata(schema, field, causes)
  checkNode(schema, field, causes, 'the root')
}

function checkRootMetadata(schema: JsonObject, field: string, causes: Causes) {
  const metadata = isObject(schema.properties) ? schema.properties.metadata : undefined
  if (!isObject(metadata)) return
  for (const name of Object.keys(isObject(metadata.properties) ? metadata.properties : {})) {
    if (name === 'name' || name === 'generateName') continue
    causes.forbidden(
      `${field}.properties[metadata]`,
      'must not specify anything other than name and generateName, but metadata is implicitly specified',
    )
    return
  }
}

type Place = 'the root' | 'object fields' | 'array items'

function checkNode(schema: JsonObject, field: string, causes: Causes, place: Place) {
  for (const keyword of forbiddenKeywords) {
    if (schema[keyword] !== undefined) causes.forbidden(`${field}.${keyword}`, `${keyword} is not supported`)
  }
  if (schema.uniqueItems === true) {
    causes.forbidden(
      `${field}.uniqueItems`,
      'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
    )
  }
  if (schema.additionalProperties === false) {
    causes.forbidden(`${field}.additionalProperties`, 'additionalProperties cannot be set to false')
  }
  checkType(schema, field, causes, place)
  checkListType(schema, field, causes)
  const { properties, additionalProperties, items } = schema
  if (isObject(properties) && isObject(additionalProperties)) {
    causes.forbidden(
      `${field}.additionalProperties`,
      'additionalProperties and properties are mutual exclusive',
    )
  }
  for (const [name, child] of Object.entries(isObject(properties) ? properties : {})) {
    if (isObject(child)) checkNode(child, `${field}.properties[${name}]`, causes, 'object fields')
  }
  if (isObject(additionalProperties))
    checkNode(additionalProperties, `${field}.additionalProperties`, causes, 'object fields')
  if (isObject(items)) checkNode(items, `${field}.items`, causes, 'array items')
  else if (Array.isArray(items))
    causes.forbidden(`${field}.items`, 'items must be a schema object and not an array')
  else if (schema.type === 'array') causes.required(`${field}.items`, 'must be specified')
  checkLogic(schema, field, causes)
}

function checkType(schema: JsonObject, field: string, causes: Causes, place: Place) {
  const type = asString(schema.type)
  const isFree =
    schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-int-or-string'] === true
  if (schema['x-kubernetes-embedded-resource'] === true && type !== 'object') {
    const rule = 'must be object if x-kubernetes-embedded-resource is true'
    if (type === '') causes.required(`${field}.type`, rule)
    else causes.invalid(`${field}.type`, type, rule)
  } else if (type === '' && !isFree && place !== 'the root') {
    causes.required(`${field}.type`, `must not be empty for specified ${place}`)
  }
  if (type !== '' && !types.includes(type)) causes.unsupported(`${field}.type`, type, types)
}

function checkListType(schema: JsonObject, field: string, causes: Causes) {
  const listType = schema['x-kubernetes-list-type']
  if (listType === undefined) return
  if (schema.type !== 'array') {
    causes.invalid(`${field}.type`, schema.type ?? '', 'must be array if x-kubernetes-list-type is specified')
  }
  if (!['atomic', 'map', 'set'].includes(asString(listType))) {
    causes.unsupported(`${field}.x-kubernetes-list-type`, listType, ['atomic', 'map', 'set'])
  }
  const keys = asArray(schema['x-kubernetes-list-map-keys'])
  if (listType !== 'map') return
  if (keys.length === 0) {
    causes.required(
      `${field}.x-kubernetes-list-map-keys`,
      'must not be empty if x-kubernetes-list-type is map',
    )
  }
  const item = isObject(schema.items) ? schema.items : {}
  for (const [index, key] of keys.entries()) {
    if (isObject(item.properties) && Object.hasOwn(item.properties, asString(key))) continue
    const at = `${field}.x-kubernetes-list-map-keys[${index}]`
    causes.invalid(at, key, 'entries must all be names of item properties')
  }
}

function checkLogic(schema: JsonObject, field: string, causes: Causes) {
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    for (const [index, child] of asArray(schema[keyword]).entries()) {
      if (!isObject(child)) continue
      checkLogicNode(
        child,
        `${field}.${keyword}[${index}]`,
        causes,
        schema['x-kubernetes-int-or-string'] === true,
      )
    }
  }
  if (isObject(schema.not)) checkLogicNode(schema.not, `${field}.not`, causes, false)
}

/** `anyOf: [{type: integer}, {type: string}]` of an int-or-string is the one place where a type may stand. */
function checkLogicNode(schema: JsonObject, field: string, causes: Causes, mayHaveType: boolean) {
  for (const keyword of outsideLogic) {
    if (schema[keyword] === undefined || (keyword === 'type' && mayHaveType)) continue
    causes.forbidden(`${field}.${keyword}`, 'must be empty to be structural')
  }
  for (const [name, child] of Object.entries(isObject(schema.properties) ? schema.properties : {})) {
    if (isObject(child)) checkLogicNode(child, `${field}.properties[${name}]`, causes, false)
  }
  if (isObject(schema.items)) checkLogicNode(schema.items, `${field}.items`, causes, false)
  for (const keyword of ['allOf', 'anyOf', 'oneOf']) {
    for (const [index, child] of asArray(schema[keyword]).entries()) {
      if (isObject(child)) checkLogicNode(child, `${field}.${keyword}[${index}]`, causes, mayHaveType)
    }
  }
  if (isObject(schema.not)) checkLogicNode(schema.not, `${field}.not`, causes, false)
}
