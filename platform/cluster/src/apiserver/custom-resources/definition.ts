import { asArray, asObject, asString, isObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Schema } from '../../machinery/schema/schema.ts'

/** The parts of a CustomResourceDefinition that the API reads, in the form in which it reads them. */
export interface Definition {
  name: string
  group: string
  names: DefinitionNames
  namespaced: boolean
  versions: DefinitionVersion[]
}

export interface DefinitionNames {
  plural: string
  singular: string
  kind: string
  listKind: string
  shortNames: string[]
  categories: string[]
}

export interface DefinitionVersion {
  name: string
  served: boolean
  storage: boolean
  schema: Schema | undefined
  subresources: JsonObject
  columns: JsonObject[]
  selectableFields: string[]
}

/** Reads a definition that validation has accepted. */
export function readDefinition({ metadata, spec: given }: JsonObject): Definition {
  const spec = asObject(given)
  return {
    name: asString(asObject(metadata).name),
    group: asString(spec.group),
    names: readNames(asObject(spec.names)),
    namespaced: spec.scope === 'Namespaced',
    versions: asArray(spec.versions).map((version) => readVersion(asObject(version))),
  }
}

function readNames({
  plural,
  singular,
  kind,
  listKind,
  shortNames,
  categories,
}: JsonObject): DefinitionNames {
  return {
    plural: asString(plural),
    singular: asString(singular) || asString(kind).toLowerCase(),
    kind: asString(kind),
    listKind: asString(listKind) || `${asString(kind)}List`,
    shortNames: asArray(shortNames).map(asString),
    categories: asArray(categories).map(asString),
  }
}

function readVersion(version: JsonObject): DefinitionVersion {
  const schema = asObject(version.schema).openAPIV3Schema
  return {
    name: asString(version.name),
    served: version.served === true,
    storage: version.storage === true,
    schema: isObject(schema) ? (schema as Schema) : undefined,
    subresources: asObject(version.subresources),
    columns: asArray(version.additionalPrinterColumns).map(asObject),
    selectableFields: asArray(version.selectableFields).map((field) =>
      asString(asObject(field).jsonPath).replace(/^\./, ''),
    ),
  }
}
