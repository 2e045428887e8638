import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'

/** The file that a container's command names, as a container runtime looks for it: by path, else on PATH. */
export function findProgram(name: string, cwd: string, path: string): string {
  if (name.includes('/')) {
    const file = resolve(cwd, name)
    if (isExecutable(file)) return file
    throw notFound(
      name,
      statSync(file, { throwIfNoEntry: false }) ? 'permission denied' : 'no such file or directory',
    )
  }
  const found = path
    .split(delimiter)
    .map((directory) => join(resolve(cwd, directory), name))
    .find(isExecutable)
  if (found === undefined) throw notFound(name, 'executable file not found in $PATH')
  return found
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

function notFound(name: string, why: string): GitopsError {
  return new GitopsError('program-not-found', `exec: ${JSON.stringify(name)}: ${why}`)
}
