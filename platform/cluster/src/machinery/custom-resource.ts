import type { Schema } from './schema/schema.ts'

/** What a CustomResourceDefinition says about one served version. */
export interface CustomResource {
  /** The structural schema, or `undefined` where the definition keeps unknown fields as they are. */
  schema?: Schema
  columns: readonly PrinterColumn[]
  /** Paths without the leading dot that field selectors may name. */
  selectableFields?: readonly string[]
  scale?: { specReplicasPath: string; statusReplicasPath: string; labelSelectorPath?: string }
}

export interface PrinterColumn {
  name: string
  type: string
  jsonPath: string
  priority?: number
  format?: string
  description?: string
}
