import { asArray, asObject, type JsonObject } from '../../machinery/json/json.ts'
import type { Definition, DefinitionNames } from './definition.ts'

interface Condition {
  type: string
  status: 'True' | 'False'
  reason: string
  message: string
}

/** What a definition's names mean for it: the conditions, and the names under which it is served. */
export interface Acceptance {
  conditions: Condition[]
  /** Whether the definition is served. */
  established: boolean
}

/** Judges the names: `conflict` says which of them another definition of the group has, if any. */
export function acceptance(
  status: JsonObject,
  conflict: { reason: string; message: string } | undefined,
): Acceptance {
  // Who was served first goes on: a later conflict cannot come from this definition.
  const wasEstablished = asArray(status.conditions).some(
    (condition) => asObject(condition).type === 'Established' && asObject(condition).status === 'True',
  )
  const established = conflict === undefined || wasEstablished
  const names: Condition =
    conflict === undefined
      ? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
      : { type: 'NamesAccepted', status: 'False', ...conflict }
  const served: Condition = established
    ? {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      }
    : { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
  return { conditions: [names, served], established }
}

/** The status with these conditions set; a condition that stays what it was keeps its time. */
export function withConditions(
  status: JsonObject,
  conditions: readonly Condition[],
  now: string,
): JsonObject {
  const next = asArray(status.conditions).map(asObject)
  for (const condition of conditions) {
    const index = next.findIndex(({ type }) => type === condition.type)
    const old = next[index]
    const isSame = old !== undefined && old.status === condition.status
    const entry: JsonObject = { ...condition, lastTransitionTime: isSame ? old.lastTransitionTime : now }
    if (old === undefined) next.push(entry)
    else next[index] = entry
  }
  return { ...status, conditions: next }
}

/** What the status says about names and versions. */
export function withNames(status: JsonObject, definition: Definition, established: boolean): JsonObject {
  const storage = definition.versions.find((version) => version.storage)?.name
  const stored = asArray(status.storedVersions)
  const storedVersions =
    storage === undefined || stored.includes(storage) ? [...stored] : [...stored, storage]
  const acceptedNames = established
    ? named(definition.names)
    : (status.acceptedNames ?? { kind: '', plural: '' })
  return { ...status, acceptedNames, storedVersions }
}

function named({ plural, singular, kind, listKind, shortNames, categories }: DefinitionNames): JsonObject {
  return {
    kind,
    listKind,
    plural,
    singular,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
  }
}
