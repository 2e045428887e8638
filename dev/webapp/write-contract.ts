import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Body {
  readonly content: Readonly<Record<string, { readonly schema: object }>>
}
interface Operation {
  readonly operationId: string
  readonly requestBody?: Body
  readonly responses: Readonly<Record<string, Body>>
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

export const contractPath: string = join(import.meta.dirname, 'src', 'api', 'contract.ts')

/** What that file has to hold: the schemas of the API's description that this app reads and writes. */
export async function contractText(): Promise<string> {
  const path = join(import.meta.dirname, '..', 'api', 'openapi.json')
  const { paths }: Document = JSON.parse(await readFile(path, 'utf8'))
  const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
  const schemas = {
    page: schemaOf(find(operations, 'listEntries').responses['200'], 'application/json'),
    draft: schemaOf(find(operations, 'addEntry').requestBody, 'application/json'),
    problem: schemaOf(find(operations, 'addEntry').responses.default, 'application/problem+json'),
  }
  const declarations = Object.entries(schemas).map(([name, schema]) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
    return [
      `export const ${name}Schema = ${JSON.stringify(schema, undefined, 2)} as const`,
      `export type ${type} = FromSchema<typeof ${name}Schema>`,
      '',
    ].join('\n')
  })
  return [
    '// Written by `npm run contract -w dev/webapp` from dev/api/openapi.json.',
    "import type { FromSchema } from 'json-schema-to-ts'",
    '',
    ...declarations,
  ].join('\n')
}

function find(operations: readonly Operation[], id: string): Operation {
  const found = operations.find(({ operationId }) => operationId === id)
  if (found === undefined) throw new Error(`dev/api/openapi.json has no operation ${id}.`)
  return found
}

function schemaOf(body: Body | undefined, type: string): object {
  const schema = body?.content[type]?.schema
  if (schema === undefined)
    throw new Error(`dev/api/openapi.json has no schema for ${type} where one is needed.`)
  return schema
}

if (import.meta.main) await writeFile(contractPath, await contractText())
