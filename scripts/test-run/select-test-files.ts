import { relative } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'

/**
 * The files that a pattern names: by a path at the root or an absolute one, a folder, or any part of a path.
 * Throws where a pattern matches none, so that a misspelt name never passes as a green run.
 */
export function selectTestFiles(
  files: readonly string[],
  patterns: readonly string[],
  root: string,
): string[] {
  if (patterns.length === 0) return [...files]
  const selected = new Set<string>()
  for (const pattern of patterns) {
    const part = pattern.startsWith(root) ? relative(root, pattern) : pattern.replace(/^\.\//, '')
    const matches = files.filter((file) => file.includes(part))
    if (matches.length === 0) {
      throw new GitopsError('no-test-file', `No test file matches "${pattern}".`, {
        hint: 'Give a test file, a folder, or a part of its path, such as "platform/kit" or "errors".',
      })
    }
    for (const file of matches) selected.add(file)
  }
  return files.filter((file) => selected.has(file))
}
