import type { CustomResource, PrinterColumn } from '../../machinery/custom-resource.ts'
import { asObject, asString, type JsonObject } from '../../machinery/json/json.ts'
import type { Resource } from '../../machinery/resource.ts'
import type { Definition, DefinitionVersion } from './definition.ts'

/** The resources that a definition serves: one for each served version. */
export function definitionResources(definition: Definition): Resource[] {
  return definition.versions.filter(({ served }) => served).map((version) => resourceOf(definition, version))
}

/** The resource in whose version objects are stored, whether it is served or not. */
export function storageResource(definition: Definition): Resource | undefined {
  const version = definition.versions.find(({ storage }) => storage)
  return version && resourceOf(definition, version)
}

function resourceOf({ group, names, namespaced }: Definition, version: DefinitionVersion): Resource {
  return {
    group,
    version: version.name,
    resource: names.plural,
    singular: names.singular,
    kind: names.kind,
    namespaced,
    shortNames: names.shortNames,
    categories: names.categories,
    hasStatus: version.subresources.status !== undefined,
    hasScale: version.subresources.scale !== undefined,
    hasGeneration: true,
    custom: customResource(version),
  }
}

function customResource({
  schema,
  columns,
  subresources,
  selectableFields,
}: DefinitionVersion): CustomResource {
  const scale = asObject(subresources.scale)
  const labelSelectorPath = asString(scale.labelSelectorPath)
  return {
    ...(schema !== undefined && { schema }),
    columns: columns.map(printerColumn),
    ...(selectableFields.length > 0 && { selectableFields }),
    ...(subresources.scale !== undefined && {
      scale: {
        specReplicasPath: asString(scale.specReplicasPath),
        statusReplicasPath: asString(scale.statusReplicasPath),
        ...(labelSelectorPath !== '' && { labelSelectorPath }),
      },
    }),
  }
}

function printerColumn({ name, type, jsonPath, priority, format, description }: JsonObject): PrinterColumn {
  return {
    name: asString(name),
    type: asString(type),
    jsonPath: asString(jsonPath),
    ...(typeof priority === 'number' && { priority }),
    ...(typeof format === 'string' && { format }),
    ...(typeof description === 'string' && { description }),
  }
}
