import type { Live, StoredObject } from '../../machinery/objects.ts'
import { age } from './age.ts'

export type Cell = string | number | boolean | null

/** One column of `kubectl get`, as `TableColumnDefinition` has it. */
export interface Column<T = StoredObject> {
  name: string
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  /** Shown with `-o wide` only (priority 1). */
  wide?: boolean
  description?: string
  /** The cell of an object; `nowMs` is the time from which ages count. */
  cell: (object: T, nowMs: number) => Cell
}

/** Columns of a kind whose objects are of type `T`: the API has checked them before they were stored. */
export function columns<T>(list: readonly Column<Live<T>>[]): readonly Column[] {
  return list as unknown as readonly Column[]
}

export const nameColumn: Column<Live<unknown>> = { name: 'Name', cell: ({ metadata }) => metadata.name }

export const ageColumn: Column<Live<unknown>> = {
  name: 'Age',
  cell: ({ metadata }, nowMs) => age(metadata.creationTimestamp, nowMs),
}

export const createdAtColumn: Column<Live<unknown>> = {
  name: 'Created At',
  type: 'date',
  cell: ({ metadata }) => metadata.creationTimestamp,
}
