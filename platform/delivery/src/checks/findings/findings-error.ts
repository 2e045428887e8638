import { GitopsError } from '@gitops-example/kit/errors'
import type { Finding } from './finding.ts'
import { findingLines } from './finding-lines.ts'

/** Sources in which a tool has found something wrong; the message lists every finding. */
export class FindingsError extends GitopsError {
  readonly findings: readonly Finding[]

  constructor(code: 'check-red' | 'build-failed', findings: readonly Finding[]) {
    super(code, findings.flatMap((finding) => findingLines(finding, finding.rule)).join('\n'))
    this.findings = findings
  }
}
