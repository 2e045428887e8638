import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const inCluster = 'platform/cluster/src'
const maps = [
  'docs/architecture.md',
  'CONTRIBUTING.md',
  ...globSync(['platform/*/README.md', 'dev/*/README.md', 'ops/README.md']),
]
const pages = [
  ...new Set([...maps, ...globSync(['*.md', 'docs/**/*.md', 'ops/README.md', '.github/**/*.md'])]),
]

it.each(maps)('%s names only paths that exist', (page) => {
  const spans = [...proseOf(page).matchAll(/`([\w.*-]+(?:\/[\w.*-]+)*\/?)`/g)].flatMap(
    ([, span = '']) => span,
  )
  const paths = spans.filter((span) => span.includes('/') && !span.startsWith('.gitops/'))
  const missing = paths.filter((path) => {
    return !['.', dirname(page), inCluster].some((base) => exists(join(base, path)))
  })
  expect(missing).toEqual([])
})

it('reads paths at all', () => {
  expect(proseOf('docs/architecture.md').match(/`[\w.-]+\/[^`]*`/g)?.length).toBeGreaterThan(50)
})

it.each(pages)('every relative link of %s leads to a file', (page) => {
  const links = [...proseOf(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)]
  const missing = links
    .flatMap(([, target = '']) => target)
    .filter((target) => !exists(join(dirname(page), target)))
  expect(missing).toEqual([])
})

/** The page without its code blocks. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8').replace(/^```[\s\S]*?^```/gm, '')
}

/** A part with a word in capitals, such as ENV or NNNN-name.ts, stands for any name. */
function exists(path: string): boolean {
  return existsSync(path) || globSync(path.replace(/[^/]*[A-Z]{2,}[^/]*/g, '*')).length > 0
}
