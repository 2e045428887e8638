import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Path of a program on PATH. */
export function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find(existsSync)
}
