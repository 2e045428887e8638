import type { PrinterColumn } from '../../machinery/custom-resource.ts'
import { age } from './age.ts'
import { ageColumn, type Cell, type Column, columns, nameColumn } from './column.ts'
import { readJsonPath } from './json-path.ts'

const types = ['integer', 'number', 'boolean', 'date', 'string'] as const

/** The columns of `additionalPrinterColumns`; name and age where a definition has none. */
export function customColumns(printerColumns: readonly PrinterColumn[]): readonly Column[] {
  if (printerColumns.length === 0) return columns<unknown>([nameColumn, ageColumn])
  return columns<unknown>([
    nameColumn,
    ...printerColumns.map(({ name, type, jsonPath, priority = 0, description = '' }) => ({
      name,
      type: types.find((known) => known === type) ?? 'string',
      wide: priority > 0,
      description,
      cell: (object: object, nowMs: number) => cellOf(type, readJsonPath(object, jsonPath), nowMs),
    })),
  ])
}

/** As upstream: the first match, written by the column's type; nothing where it does not fit. */
function cellOf(type: string, [value]: unknown[], nowMs: number): Cell {
  if (value === undefined || value === null) return null
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null
    case 'number':
      return typeof value === 'number' ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return typeof value === 'string' ? age(value, nowMs) : null
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
  }
}
