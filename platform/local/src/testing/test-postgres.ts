import { join } from 'node:path'
import {
  linkLibraries,
  type PostgresBinaries,
  postgresBinaries,
  postgresToCopy,
} from '../database/postgres-binaries.ts'
import { copyProgram } from '../state/shared-programs.ts'

/** PostgreSQL as a start uses it: copied below `folder` where its user cannot reach what is installed. */
export function testPostgres(folder: string): PostgresBinaries {
  const program = postgresToCopy()
  if (program === undefined) return postgresBinaries()
  const copy = copyProgram(join(folder, 'programs'), program)
  linkLibraries(copy)
  return postgresBinaries(copy)
}
