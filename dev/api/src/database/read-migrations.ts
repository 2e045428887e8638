import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** One step of the schema. It runs in a transaction of its own and is never changed once it is released. */
export interface Migration {
  /** Its file's name without extension; the names' order is the order of the steps. */
  readonly name: string
  /** Whether a version that does not know this migration can run on the schema that it makes. */
  readonly compatibleWithPrevious: boolean
  /** SQL. */
  readonly up: string
}

/** Files that are not migrations as they have to be, each with why. */
export class MigrationFilesError extends Error {}

/** A file of the folder, and what it exports where its name is that of a migration. */
export interface MigrationFile {
  readonly file: string
  readonly text: string
  readonly exports: Readonly<Record<string, unknown>>
}

const fileName = /^(\d{4})-[a-z0-9]+(-[a-z0-9]+)*\.ts$/

/** The migrations of a folder, in order: every file but hidden ones is one. Throws MigrationFilesError. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((file) => !file.startsWith('.')).sort()
  return parseMigrations(
    await Promise.all(
      files.map(async (file) => {
        if (!fileName.test(file)) return { file, text: '', exports: {} }
        const path = join(folder, file)
        return { file, text: await readFile(path, 'utf8'), exports: await load(path, file) }
      }),
    ),
  )
}

async function load(path: string, file: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new MigrationFilesError(`migrations/${file} cannot be loaded: ${reason}`, { cause })
  }
}

/** The same for files that are read already, sorted by name. */
export function parseMigrations(files: readonly MigrationFile[]): Migration[] {
  const problems: string[] = []
  let last = 0
  const migrations = files.map(({ file, text, exports }, index) => {
    const problem = (why: string) => problems.push(`migrations/${file} ${why}.`)
    const digits = fileName.exec(file)?.[1]
    const { up, compatibleWithPrevious } = exports
    if (digits === undefined) {
      problem('is not a migration: name it NNNN-words.ts, such as 0002-add-likes.ts, or move it elsewhere')
      return { name: file, compatibleWithPrevious: false, up: '' }
    }
    const before = files[index - 1]?.file ?? ''
    if (Number(digits) === last)
      problem(`has the number of ${before}: give the one that is not released the next`)
    else if (Number(digits) !== last + 1) problem(`leaves a gap: the next number is ${pad(last + 1)}`)
    last = Number(digits)
    if (typeof up !== 'string' || up.trim() === '') problem('does not export its SQL as `up`')
    // Programs read the declaration from git, without running the file.
    const declared = /^export const compatibleWithPrevious = (true|false)$/m.exec(text)?.[1]
    if (declared === undefined || declared !== String(compatibleWithPrevious)) {
      problem('lacks a line of its own, `export const compatibleWithPrevious = true` or `false`')
    }
    return { name: file.slice(0, -'.ts'.length), compatibleWithPrevious: declared === 'true', up: String(up) }
  })
  if (problems.length > 0) throw new MigrationFilesError(problems.join('\n'))
  return migrations
}

function pad(number: number): string {
  return String(number).padStart(4, '0')
}
