import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CheckTarget } from './check.ts'
import { ChecksCache } from './checks-cache.ts'
import type { Finding } from './findings/finding.ts'

/**
 * Reads the grammar of the app's Dockerfile, where it has one. What was right is remembered in `cacheDir`: the parser is
 * large, and needed only when a Dockerfile differs.
 */
export function dockerfile(cacheDir: string): (target: CheckTarget) => Promise<readonly Finding[]> {
  const passed = new ChecksCache(cacheDir)
  return async ({ treeDir, app, files }) => {
    const file = `${app.dir}/Dockerfile`
    const path = join(treeDir, file)
    if (!existsSync(path)) return []
    const text = await readFile(path, 'utf8')
    // The lockfile decides which parser it is.
    const content = createHash('sha256')
      .update(`${files?.get('package-lock.json')}\n${text}`)
      .digest('hex')
    if (passed.has(content, 'lint')) return []
    const { dockerfileFindings } = await import('./dockerfile-findings.ts')
    const findings = dockerfileFindings(text, file)
    if (findings.length === 0) await passed.add(content, 'lint')
    return findings
  }
}
