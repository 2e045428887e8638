import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SchemaPackage } from './type-files.ts'

/** The packages of a directory such as schemas/, by name. */
export function readSchemas(directory: string): Map<string, SchemaPackage> {
  return new Map(
    readdirSync(directory).map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(join(directory, file), 'utf8')),
    ]),
  )
}
