import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { serveEntries } from '../entries/entries-routes.ts'
import { MemoryEntryStore } from '../entries/memory-entry-store.ts'
import { describeOperations } from './openapi.ts'

const appDir = join(import.meta.dirname, '..', '..')

/** The committed description of the API, which clients are made from. */
export const openApiPath: string = join(appDir, 'openapi.json')

/** What that file has to hold; its version is that of package.json. */
export async function openApiText(): Promise<string> {
  const manifest: { version: string } = JSON.parse(await readFile(join(appDir, 'package.json'), 'utf8'))
  const document = await describeOperations(fastify(), manifest.version, (app) =>
    serveEntries(app, new MemoryEntryStore()),
  )
  return `${JSON.stringify(document, undefined, 2)}\n`
}
