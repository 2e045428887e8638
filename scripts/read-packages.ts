import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFile } from './package-faces.ts'

/** Names of the packages of the platform, which are its folders. */
export function packageNames(root: string): string[] {
  const entries = readdirSync(join(root, 'platform'), { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

export interface PackageJson {
  exports: Record<string, string>
}

export function packageJsonPath(root: string, name: string): string {
  return join(root, 'platform', name, 'package.json')
}

export function readPackageJson(root: string, name: string): PackageJson {
  return JSON.parse(readFileSync(packageJsonPath(root, name), 'utf8')) as PackageJson
}

/** Every module of the repository that may import a package. */
export function readSources(root: string): SourceFile[] {
  const paths = globSync('{platform,test,scripts,ops/test,dev}/**/*.{ts,tsx,mjs}', {
    cwd: root,
    exclude: (name) => name === 'node_modules' || name.endsWith('/node_modules'),
  })
  return paths.sort().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}
