/** An import of `@gitops-example/NAME/SUBPATH`. */
export interface PackageImport {
  name: string
  subpath: string
}

/** A source file; its path is relative to the root of the repository. */
export interface SourceFile {
  path: string
  text: string
}

const scope = '@gitops-example'
const packageImport = new RegExp(`\\b(?:from|import)\\s*\\(?\\s*'${scope}/([\\w-]+)/([^']+)'`, 'g')

/** The imports of our own packages in a module's text, also those of types and those at run time. */
export function packageImports(text: string): PackageImport[] {
  return [...text.matchAll(packageImport)].map(([, name = '', subpath = '']) => ({ name, subpath }))
}

/** The subpaths of each package that files outside of it import, in order. */
export function importedSubpaths(files: readonly SourceFile[]): Map<string, string[]> {
  const imported = new Map<string, Set<string>>()
  for (const { path, text } of files) {
    for (const { name, subpath } of packageImports(text)) {
      if (path.startsWith(`platform/${name}/`)) continue
      imported.set(name, (imported.get(name) ?? new Set()).add(subpath))
    }
  }
  return new Map([...imported].map(([name, subpaths]) => [name, [...subpaths].sort()]))
}

/**
 * The names that a module exports, types included, in order. Every `export` has to begin a line, as Biome formats it;
 * `export *` is refused, since it hides what a module shows.
 */
export function exportedNames({ path, text }: SourceFile): string[] {
  const names = [...text.matchAll(/^export .*$/gm)].flatMap(({ 0: line, index }) => {
    const declared =
      /^export (?:abstract class|class|(?:async )?function\*?|const|interface|let|type) (\w+)/.exec(line)
    if (declared?.[1] !== undefined) return [declared[1]]
    if (line.startsWith('export default ')) return ['default']
    const list = /^export (?:const |type )?\{([^}]*)\}/.exec(text.slice(index))?.[1]
    if (list === undefined) throw new Error(`${path}: cannot read the names of "${line}"`)
    return list.split(',').flatMap((item) => /(\w+)\s*$/.exec(item)?.[1] ?? [])
  })
  return names.sort()
}

/** The explicit `exports` of a package that shows these subpaths. */
export function exportsMap(subpaths: readonly string[]): Record<string, string> {
  return Object.fromEntries(subpaths.map((subpath) => [`./${subpath}`, `./src/${subpath}.ts`]))
}
