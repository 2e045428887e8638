import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import type { Resource } from './resource-text.ts'

export interface ChangedResource {
  environment: string
  application: string
  kind: string
  namespace: string
  name: string
  change: 'added' | 'removed' | 'changed'
  /** Hunks of a unified diff. */
  diff: string
}

export interface Rendered {
  environment: string
  application: string
  resource: Resource
}

/** What differs between two renderings of one environment, by resource; `git diff` makes the hunks. */
export async function compareResources(
  before: readonly Rendered[],
  after: readonly Rendered[],
): Promise<ChangedResource[]> {
  const [old, now] = [byKey(before), byKey(after)]
  const keys = [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key)?.resource.text !== now.get(key)?.resource.text)
    .sort()
  if (keys.length === 0) return []
  const diffs = await unifiedDiffs(
    keys.map((key) => [old.get(key)?.resource.text ?? '', now.get(key)?.resource.text ?? '']),
  )
  return keys.flatMap((key, index) => {
    const one = now.get(key) ?? old.get(key)
    if (one === undefined) return []
    const { environment, application, resource } = one
    const { kind, namespace, name } = resource
    const change = !old.has(key) ? 'added' : now.has(key) ? 'changed' : 'removed'
    return [{ environment, application, kind, namespace, name, change, diff: diffs[index] ?? '' }]
  })
}

function byKey(rendered: readonly Rendered[]): Map<string, Rendered> {
  return new Map(
    rendered.map((one) => {
      const { kind, namespace, name } = one.resource
      return [[one.environment, one.application, kind, namespace, name].join('\0'), one]
    }),
  )
}

/** The hunks of each pair, by one run of git over two directories. */
async function unifiedDiffs(pairs: readonly (readonly [string, string])[]): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'gitops-diff-'))
  try {
    const file = (side: string, index: number) => join(root, side, String(index).padStart(6, '0'))
    await Promise.all(
      pairs.flatMap(([before, after], index) => [
        write(file('a', index), before),
        write(file('b', index), after),
      ]),
    )
    const args = ['diff', '--no-index', '--no-color', '--no-ext-diff', '--unified=3', 'a', 'b']
    const { stdout } = await gitIn(root).try(args)
    const diffs: string[] = pairs.map(() => '')
    for (const part of stdout.split(/^diff --git /m).slice(1)) {
      const index = Number(/^a\/a\/(\d+) /.exec(part)?.[1] ?? /^a\/(\d+) /.exec(part)?.[1])
      diffs[index] = part.slice(Math.max(0, part.indexOf('\n@@') + 1))
    }
    return diffs
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
}
