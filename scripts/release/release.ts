import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { Git } from '@gitops-example/kit/git/git'
import { releaseChangelog } from './changelog.ts'
import { setLockfileVersion, setManifestVersion } from './set-versions.ts'
import { compareVersions, parseVersion, type Version } from './version.ts'

export interface ReleaseOptions {
  /** A clone of this repository. */
  git: Git
  version: string
  /** The branches from one of which a release is made. */
  branches: readonly string[]
  /** YYYY-MM-DD. */
  date: string
}

/**
 * Makes the commit and the tag of a version: CHANGELOG.md gets its heading, every package.json and the lockfile its
 * number. Returns the name of the tag; pushes nothing. Throws before anything is written when the work tree has
 * changes, another branch is checked out, the version is not newer, or nothing is unreleased.
 */
export async function release({ git, version, branches, date }: ReleaseOptions): Promise<string> {
  const wanted = parseVersion(version)
  await requireReleasable(git, branches)
  const inTree = (path: string) => join(git.dir, path)
  const root = JSON.parse(readFileSync(inTree('package.json'), 'utf8'))
  await requireNewer(git, wanted, parseVersion(root.version))
  const { text, notes } = releaseChangelog(readFileSync(inTree('CHANGELOG.md'), 'utf8'), version, date)

  const manifests = ['package.json', ...workspaceManifests(git.dir, root.workspaces)]
  const own = new Set(manifests.map((path) => JSON.parse(readFileSync(inTree(path), 'utf8')).name as string))
  const workspaces = manifests.slice(1).map((path) => path.slice(0, -'/package.json'.length))
  writeFileSync(inTree('CHANGELOG.md'), text)
  rewrite(inTree('package-lock.json'), (lockfile) => setLockfileVersion(lockfile, own, workspaces, version))
  for (const path of manifests) {
    rewrite(inTree(path), (manifest) => setManifestVersion(manifest, own, version))
  }
  const tag = `v${version}`
  await git.run(['commit', '--quiet', '--all', `--message=Release ${version}`])
  await git.run(['tag', '--annotate', '--cleanup=verbatim', '--file=-', tag], {
    input: `${version}\n\n${notes}\n`,
  })
  return tag
}

async function requireReleasable(git: Git, branches: readonly string[]): Promise<void> {
  const branch = await git.run(['branch', '--show-current'])
  if (!branches.includes(branch)) {
    const state = branch === '' ? 'no branch is checked out' : `"${branch}" is checked out`
    throw new GitopsError('wrong-branch', `Cannot release: ${state}.`, {
      hint: `Run git switch ${branches[0]}.`,
    })
  }
  const changes = await git.run(['status', '--porcelain'])
  if (changes === '') return
  throw new GitopsError('dirty-tree', `Cannot release: the work tree has changes.\n${changes}`, {
    hint: 'Commit or stash them.',
  })
}

/** The version of package.json itself can be released once, as nothing else names the first one. */
async function requireNewer(git: Git, wanted: Version, current: Version): Promise<void> {
  const tags = (await git.run(['tag', '--list', 'v[0-9]*'])).split('\n').filter((tag) => tag !== '')
  const released = tags.flatMap((tag) => {
    try {
      return parseVersion(tag.slice(1))
    } catch {
      return [] // somebody's own tag
    }
  })
  const newest = released.toSorted(compareVersions).at(-1)
  if (newest !== undefined && compareVersions(wanted, newest) <= 0) throw notNewer(wanted, newest, 'released')
  if (compareVersions(wanted, current) < 0) throw notNewer(wanted, current, 'in package.json')
}

function notNewer(wanted: Version, other: Version, state: string): GitopsError {
  return new GitopsError('not-newer', `Cannot release ${wanted.text}: ${other.text} is already ${state}.`, {
    hint: 'Give a greater version.',
  })
}

function workspaceManifests(root: string, patterns: readonly string[]): string[] {
  return globSync(
    patterns.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  ).toSorted()
}

function rewrite(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}
