import { GitopsError } from '@gitops-example/kit/errors'
import { field, listField } from '@gitops-example/kit/json/fields'

/** What a plan would do. A replacement counts as one to add and one to destroy, as Terraform counts it. */
export interface PlanSummary {
  add: number
  change: number
  destroy: number
  /** Addresses of what would be destroyed but has `deletion_protection`. */
  guarded: string[]
}

/** Reads what `terraform show -json PLAN` prints (format 1.x). */
export function summarizePlan(json: string): PlanSummary {
  const plan: unknown = JSON.parse(json)
  const version = field(plan, 'format_version')
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    throw new GitopsError('plan-unreadable', `Cannot read a plan of format ${JSON.stringify(version)}.`, {
      hint: 'Use Terraform 1.11 or newer.',
    })
  }
  const summary: PlanSummary = { add: 0, change: 0, destroy: 0, guarded: [] }
  for (const entry of listField(plan, 'resource_changes')) {
    const change = field(entry, 'change')
    const actions = listField(change, 'actions')
    if (actions.includes('create')) summary.add++
    if (actions.includes('update')) summary.change++
    if (!actions.includes('delete')) continue
    summary.destroy++
    if (field(change, 'before', 'deletion_protection') === true) {
      summary.guarded.push(String(field(entry, 'address')))
    }
  }
  return summary
}

/** `2 to add, 0 to change, 1 to destroy` */
export function describePlan({ add, change, destroy }: PlanSummary): string {
  return `${add} to add, ${change} to change, ${destroy} to destroy`
}
