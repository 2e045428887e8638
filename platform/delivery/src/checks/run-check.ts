import type { AppContent } from '@gitops-example/release/apps/app-content'
import type { Check, CheckTarget } from './check.ts'
import type { ChecksCache } from './checks-cache.ts'

export type CheckResult = { status: 'passed' | 'cached' } | { status: 'failed'; reason: string }

/** Runs a check unless the same content has passed it before; a pass is remembered. */
export async function runCheck(
  check: Check,
  cache: ChecksCache,
  content: AppContent,
  target: CheckTarget,
): Promise<CheckResult> {
  if (cache.has(content.checks, check.step)) return { status: 'cached' }
  const reason = await check.run(target)
  if (reason !== undefined) return { status: 'failed', reason }
  if (target.isIntact?.() !== false) await cache.add(content.checks, check.step)
  return { status: 'passed' }
}
