import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { type Lockfile, parseLockfile } from './parse-lockfile.ts'

const keptPerRepository = 4

/** By repository, as long as that is open: every push asks for a lockfile of 5,000 lines that has not changed. */
const parsed = new WeakMap<GitObjects, Map<string, Promise<Lockfile | undefined>>>()

/** The lockfile with this object id; undefined when it is not there or not one that can be understood. */
export function readLockfile(objects: GitObjects, id: string): Promise<Lockfile | undefined> {
  const known = parsed.get(objects) ?? new Map<string, Promise<Lockfile | undefined>>()
  parsed.set(objects, known)
  const found = known.get(id) ?? parse(objects, id)
  // The last one used is the last one to go.
  known.delete(id)
  known.set(id, found)
  found.catch(() => known.delete(id))
  for (const old of [...known.keys()].slice(0, -keptPerRepository)) known.delete(old)
  return found
}

async function parse(objects: GitObjects, id: string): Promise<Lockfile | undefined> {
  const content = await objects.blob(id)
  return content && parseLockfile(content.toString('utf8'))
}
