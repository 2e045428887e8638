import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, join } from 'node:path'

/** A program that other users have to be able to run, from where they cannot reach it. */
export interface Program {
  name: string
  version: string
  /** A file, or a folder with all that belongs to it. */
  source: string
}

/**
 * The folder of a copy below `programsDir`, made at the first call for this content: `NAME-HASH`, so that all checkouts of
 * a machine share one. A file is in it under its own name.
 */
export function copyProgram(programsDir: string, program: Program): string {
  const target = join(programsDir, folderOf(program))
  if (existsSync(target)) return target
  const partial = `${target}.${process.pid}`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  const isFile = lstatSync(program.source).isFile()
  const to = isFile ? join(partial, basename(program.source)) : partial
  cpSync(program.source, to, { recursive: true, verbatimSymlinks: true })
  openToOthers(partial)
  if (isFile) chmodSync(to, 0o755)
  renameSync(partial, target)
  return target
}

/** Its users are others, whatever umask it was installed with. */
function openToOthers(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  const canRun = stat.isDirectory() || (stat.mode & 0o100) !== 0
  chmodSync(path, (stat.mode & 0o777) | (canRun ? 0o755 : 0o644))
  if (stat.isDirectory()) for (const entry of readdirSync(path)) openToOthers(join(path, entry))
}

/** By version, and by path and size of every file: to read them all would take longer than the rest of a start. */
function folderOf({ name, version, source }: Program): string {
  const hash = createHash('sha256').update(`${version}, open to others\n`)
  for (const line of listing(source, '').sort()) hash.update(`${line}\n`)
  return `${name}-${hash.digest('hex').slice(0, 12)}`
}

function listing(path: string, name: string): string[] {
  const stat = lstatSync(path)
  if (stat.isDirectory()) {
    return readdirSync(path).flatMap((entry) => listing(join(path, entry), `${name}/${entry}`))
  }
  return [`${name} ${stat.isSymbolicLink() ? readlinkSync(path) : stat.size}`]
}
