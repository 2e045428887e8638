import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const file = join(import.meta.dirname, '..', '..', '..', '..', 'protobuf', 'messages.json')

export interface MessageField {
  /** The name in JSON; empty when the message's fields stand in JSON where the field would be. */
  name: string
  /** A scalar of protobuf or the full name of a message. */
  type: string
  cardinality: 'one' | 'list' | 'map'
  /** A pointer in Go: its zero value says something. Other zero values are absent in JSON. */
  keepsZero: boolean
}

/** The protobuf messages of upstream's kinds (see scripts/generate-protobuf.ts); parsed when first asked for. */
export class Messages {
  readonly #rows: { [message: string]: { [number: string]: string } }
  readonly #fields = new Map<string, Map<number, MessageField>>()

  constructor(text = readFileSync(file, 'utf8')) {
    this.#rows = JSON.parse(text)
  }

  /** The message of a kind that a client may send; `undefined` for an unknown one. */
  ofKind(apiVersion: string, kind: string): string | undefined {
    const [version = '', group = ''] = apiVersion.split('/').reverse()
    const names = [
      `k8s.io.api.${group === '' ? 'core' : group.split('.')[0]}.${version}.${kind}`,
      `k8s.io.apiextensions_apiserver.pkg.apis.apiextensions.${version}.${kind}`,
      `k8s.io.apimachinery.pkg.apis.meta.v1.${kind}`,
    ]
    return names.find((name) => Object.hasOwn(this.#rows, name))
  }

  fields(message: string): ReadonlyMap<number, MessageField> {
    let fields = this.#fields.get(message)
    if (fields === undefined) {
      const rows = Object.entries(this.#rows[message] ?? {})
      fields = new Map(rows.map(([number, row]) => [Number(number), parseRow(row)]))
      this.#fields.set(message, fields)
    }
    return fields
  }
}

function parseRow(row: string): MessageField {
  const [name = '', type = '', zero] = row.split(' ')
  const suffix = type.slice(-2)
  const isPlural = suffix === '[]' || suffix === '{}'
  return {
    name,
    type: isPlural ? type.slice(0, -2) : type,
    cardinality: suffix === '[]' ? 'list' : suffix === '{}' ? 'map' : 'one',
    keepsZero: zero === 'zero',
  }
}
