import { StatusError } from '../../../machinery/status-error.ts'
import { paths } from './field-set.ts'
import type { Owner } from './managers.ts'
import { displayPath } from './path-element.ts'
import type { Conflict } from './take-fields.ts'

/** Upstream's answer to an apply that would change what others own, one cause for each field. */
export function conflictError(conflicts: readonly Conflict[]): StatusError {
  const found = conflicts.flatMap(({ owner, fields }) =>
    paths(fields).map((path) => ({ manager: describe(owner), field: displayPath(path) })),
  )
  const causes = found.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field,
  }))
  return new StatusError(409, 'Conflict', message(found), { details: { causes } })
}

function message(found: readonly { manager: string; field: string }[]): string {
  const [first] = found
  if (found.length === 1 && first !== undefined) {
    return `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.field}`
  }
  const managers = [...new Set(found.map(({ manager }) => manager))].sort()
  const lines = managers.flatMap((name) => [
    `conflicts with ${name}:`,
    ...found.filter(({ manager }) => manager === name).map(({ field }) => `- ${field}`),
  ])
  return `Apply failed with ${found.length} conflicts: ${lines.join('\n')}`
}

function describe({ manager, operation, apiVersion, subresource }: Owner): string {
  const name = JSON.stringify(manager)
  const through = subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`
  return `${name}${through}${operation === 'Update' ? ` using ${apiVersion}` : ''}`
}
