import { createHash } from 'node:crypto'
import { stringify } from 'yaml'

export interface Resource {
  kind: string
  namespace: string
  name: string
  /** As YAML with sorted keys; values of a Secret are replaced by a fingerprint. */
  text: string
}

interface Manifest {
  apiVersion?: string
  kind?: string
  metadata?: { name?: string; namespace?: string }
  data?: Record<string, unknown>
  stringData?: Record<string, unknown>
}

/** A manifest as the text that two revisions are compared by. */
export function resourceOf(object: unknown): Resource {
  const manifest = object as Manifest
  const { kind = 'Unknown', metadata = {} } = manifest
  const shown = kind === 'Secret' ? masked(manifest) : manifest
  const { name = '', namespace = '' } = metadata
  return { kind, namespace, name, text: stringify(shown, { sortMapEntries: true, lineWidth: 0 }) }
}

function masked(manifest: Manifest): Manifest {
  const hide = (values: Record<string, unknown> | undefined) =>
    values && Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fingerprint(value)]))
  const { data, stringData, ...rest } = manifest
  return {
    ...rest,
    ...(data === undefined ? {} : { data: hide(data) ?? {} }),
    ...(stringData === undefined ? {} : { stringData: hide(stringData) ?? {} }),
  }
}

function fingerprint(value: unknown): string {
  return `*** (${createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8)})`
}
