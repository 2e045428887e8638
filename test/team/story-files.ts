import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { valuesFile } from '@gitops-example/release/apps/app'
import { ownReleases } from '@gitops-example/release/testing/scratch-repository'

/** A file of which a person edits one line at a time, so that every version has the same number of lines. */
interface EditedFile {
  path: (app: string) => string
  head: (app: string) => readonly string[]
  tail: readonly string[]
  line: (row: number, word: string) => string
}

/** How many lines of each file somebody may edit. */
export const rows = 12

const code: EditedFile = {
  path: (app) => `dev/${app}/src/main.ts`,
  head: (app) => [`// ${app}`],
  tail: [],
  line: (row, word) => `export const line${row} = '${word}'`,
}
const chart: EditedFile = {
  path: (app) => `dev/${app}/chart/values.yaml`,
  head: (app) => [`# The chart of ${app}`],
  tail: [],
  line: (row, word) => `chart${row}: ${word}`,
}
const values: EditedFile = {
  path: (app) => valuesFile('local', app),
  head: (app) => [`# Set for ${app}`, 'image:', `  repository: guestbook/${app}`],
  tail: [],
  line: (row, word) => `value${row}: ${word}`,
}
const manifest: EditedFile = {
  path: (app) => `dev/${app}/package.json`,
  head: (app) => ['{', `  "name": "${app}",`, '  "dependencies": {'],
  tail: ['    "last": "1.0.0"', '  }', '}'],
  // Empty for a package that nobody has added.
  line: (row, word) => (word === '' ? '' : `    "package-${row}": "^${word}.0.0",`),
}
const lockfile: EditedFile = {
  path: () => 'package-lock.json',
  head: () => ['{', '  "lockfileVersion": 3,', '  "packages": {'],
  tail: ['    "node_modules/last": { "version": "1.0.0" }', '  }', '}'],
  line: (row, word) => `    "node_modules/package-${row}": { "version": "${word}.0.0" },`,
}

/** What a person edits together. */
export const edits = {
  code: [code],
  values: [values],
  chart: [chart],
  dependency: [manifest, lockfile],
} as const satisfies Record<string, readonly EditedFile[]>
export type EditKind = keyof typeof edits

export const firstApps = ['cart', 'shop', 'stock', 'users'] as const

/** The first commit of everybody. */
export function firstFiles(): Record<string, string> {
  const files: Record<string, string> = {
    '.gitignore': '.gitops/\n',
    'package.json': '{ "name": "team", "private": true, "workspaces": ["dev/*"] }\n',
    [lockfile.path('')]: firstText(lockfile, '', '1'),
    ...ownReleases('local'),
  }
  for (const app of firstApps) {
    for (const file of [code, chart, values]) files[file.path(app)] = firstText(file, app, app)
    files[manifest.path(app)] = firstText(manifest, app, '')
    files[`dev/${app}/chart/Chart.yaml`] = `name: ${app}\n`
    files[valuesFile('dev', app)] =
      `image:\n  repository: guestbook/${app}\n# In dev ${app} has what its chart has.\n`
  }
  return files
}

function firstText(file: EditedFile, app: string, word: string): string {
  const lines = Array.from({ length: rows }, (_, row) => file.line(row, word))
  return [...file.head(app), ...lines, ...file.tail, ''].join('\n')
}

/** Replaces one line of each file of the kind. */
export function edit(dir: string, kind: EditKind, app: string, row: number, word: string): void {
  for (const file of edits[kind]) {
    const path = join(dir, file.path(app))
    if (!existsSync(path)) continue
    const lines = readFileSync(path, 'utf8').split('\n')
    lines[file.head(app).length + row] = file.line(row, word)
    writeFileSync(path, lines.join('\n'))
  }
}

/** Apps that a checkout has whole. */
export function appsIn(dir: string): string[] {
  return readdirSync(join(dir, 'dev'))
    .filter((app) =>
      [`dev/${app}/chart/Chart.yaml`, code.path(app), values.path(app), valuesFile('dev', app)].every(
        (path) => existsSync(join(dir, path)),
      ),
    )
    .sort()
}

/** Where an app has its files. */
export function foldersOf(app: string): string[] {
  return [`dev/${app}`, values.path(app), valuesFile('dev', app)]
}

/** The app that a path belongs to; undefined for what all apps share. */
export function appOf(path: string): string | undefined {
  return /^dev\/([^/]+)\//.exec(path)?.[1] ?? /\/values\/([^/]+)\.yaml$/.exec(path)?.[1]
}
