import { relative, sep } from 'node:path'

/** Whether a path is the directory or below it; both as `realpath` gives them, since links are not followed here. */
export function isWithin(directory: string, path: string): boolean {
  return relative(directory, path).split(sep, 1)[0] !== '..'
}
