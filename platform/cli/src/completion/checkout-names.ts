import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ReadNames } from './candidates.ts'

/** Names as the files of the checkout have them now, also where they are not committed. */
export function checkoutNames(root: string): ReadNames {
  const environments = join(root, 'ops', 'environments')
  const having = (parent: string, entry: string) =>
    folders(parent).filter((name) => existsSync(join(parent, name, entry)))
  return (kind, words) => {
    switch (kind) {
      case 'environments':
        return having(environments, '05_applications')
      case 'cloud-environments':
        return having(environments, 'environment.yaml')
      case 'apps':
        return having(join(root, 'dev'), 'chart')
      case 'layers': {
        const [named = ''] = words
        const all = having(environments, 'environment.yaml')
        const layers = (all.includes(named) ? [named] : all).flatMap((name) =>
          having(join(environments, name), 'terraform.tf'),
        )
        return [...new Set(layers)].sort()
      }
    }
  }
}

function folders(path: string): string[] {
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}
