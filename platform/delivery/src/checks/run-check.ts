import type { AppContent } from '@gitops-example/release/apps/app-content'
import type { Check, CheckTarget } from './check.ts'
import type { ChecksCache } from './checks-cache.ts'
import type { Finding } from './findings/finding.ts'
import { FindingsError } from './findings/findings-error.ts'

export type CheckResult =
  | { status: 'passed' | 'cached' }
  | { status: 'failed'; reason: string; findings: readonly Finding[] }

/** Runs a check unless the same content has passed it before; a pass is remembered. */
export async function runCheck(
  check: Check,
  cache: ChecksCache,
  content: AppContent,
  target: CheckTarget,
): Promise<CheckResult> {
  if (cache.has(content.checks, check.step)) return { status: 'cached' }
  const findings = await check.run(target)
  if (findings !== undefined) {
    return { status: 'failed', reason: new FindingsError('check-red', findings).message, findings }
  }
  if (target.isIntact?.() !== false) await cache.add(content.checks, check.step)
  return { status: 'passed' }
}
