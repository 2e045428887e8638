import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'

const hash = /^[0-9a-f]{40,64}$/

/**
 * The commit that a branch of the bare repository points to; undefined when there is no such branch. Read from git's
 * files (gitrepository-layout(5)), without a process; git itself is asked where they do not have it.
 */
export async function machineHead(originDir: string, branch: string): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`
  const loose = (await readText(join(originDir, ref))).trim()
  if (hash.test(loose)) return loose
  // Packing writes a ref here before it removes its own file, so this order never misses it.
  for (const line of (await readText(join(originDir, 'packed-refs'))).split('\n')) {
    const [id = '', name] = line.split(' ')
    if (name === ref && hash.test(id)) return id
  }
  const git = gitIn(originDir, { GIT_DIR: originDir })
  return (await git.run(['for-each-ref', '--format=%(objectname)', ref])) || undefined
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return '' // git says what is wrong, if anything is
  }
}
