import { existsSync, lstatSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Makes `node_modules` of a work tree hold links to what is installed below `from`: the packages with these paths, or
 * everything where they are not known. Other links are removed; what tools keep there is left alone.
 */
export function linkPackages(treeDir: string, from: string, paths: readonly string[] | undefined): void {
  const [modules, installed] = [join(treeDir, 'node_modules'), join(from, 'node_modules')]
  if (paths === undefined) {
    link(modules, installed)
    return
  }
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(modules)
  linkAll(modules, new Map(paths.flatMap(topLevelName).map((name) => [name, join(installed, name)])))
}

/** Makes `directory` hold these links, by name, and no other. */
export function linkAll(directory: string, targets: ReadonlyMap<string, string>): void {
  const links = new Map([...targets].map(([name, target]) => [join(directory, name), target]))
  for (const path of linksBelow(directory)) if (!links.has(path)) rmSync(path)
  for (const [path, target] of links) link(path, target)
}

/** Makes `path` a link to a directory, or removes it when there is no such directory. */
export function link(path: string, target: string): void {
  const existing = lstatSync(path, { throwIfNoEntry: false })
  const isThere = existsSync(target)
  if (existing?.isSymbolicLink() && isThere && readlinkSync(path) === target) return
  if (existing !== undefined) rmSync(path, { recursive: true, force: true })
  if (!isThere) return
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path, 'dir')
}

/** Links in a `node_modules` and in its scopes; tools keep their caches in folders that begin with a dot. */
function linksBelow(directory: string, isScope = false): string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    if (entry.isSymbolicLink()) return [path]
    return entry.isDirectory() && entry.name.startsWith('@') && !isScope ? linksBelow(path, true) : []
  })
}

/** What npm puts into the root's `node_modules`; anything deeper comes with it. */
function topLevelName(path: string): string[] {
  const name = /^node_modules\/((@[^/]+\/)?[^/]+)$/.exec(path)?.[1]
  return name === undefined ? [] : [name]
}
