import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorCode } from '../error-code.ts'
import type { Resource } from '../resource.ts'
import { definitionName, packageOf } from './definition-name.ts'
import type { Schema } from './schema.ts'

const directory = join(import.meta.dirname, '..', '..', '..', 'schemas')
const metadataName = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'

/** The schemas of what is served; files are read when a kind is first asked for. */
export class Schemas {
  readonly #packages = new Map<string, { [kind: string]: Schema }>()
  readonly #definitions = new Map<string, Schema>()
  readonly #custom = new WeakMap<object, Schema>()

  /** The schema of a whole object; `undefined` for a custom resource that keeps whatever it is given. */
  of(resource: Resource): Schema | undefined {
    if (resource.custom === undefined) return this.definition(definitionName(resource))
    return this.#customSchema(resource.custom)
  }

  definition(name: string): Schema | undefined {
    const known = this.#definitions.get(name)
    if (known !== undefined) return known
    const found = this.#find(name)
    if (found !== undefined) this.#definitions.set(name, found)
    return found
  }

  #find(name: string): Schema | undefined {
    const packageName = packageOf(name)
    let schemas = this.#packages.get(packageName)
    if (schemas === undefined) {
      schemas = readPackage(packageName)
      this.#packages.set(packageName, schemas)
    }
    return schemas[name.slice(packageName.length + 1)]
  }

  /** Follows references; a default beside the reference stays. */
  resolve(schema: Schema | undefined): Schema | undefined {
    if (schema?.$ref === undefined) return schema
    return this.definition(schema.$ref)
  }

  #customSchema(custom: NonNullable<Resource['custom']>): Schema | undefined {
    if (custom.schema === undefined) return undefined
    let schema = this.#custom.get(custom)
    if (schema === undefined) {
      const given = custom.schema
      const properties = {
        ...given.properties,
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { $ref: metadataName },
      }
      schema = { ...given, properties }
      this.#custom.set(custom, schema)
    }
    return schema
  }
}

function readPackage(name: string): { [kind: string]: Schema } {
  try {
    return JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8'))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return {}
    throw error
  }
}
