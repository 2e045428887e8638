import { commitLines } from '@gitops-example/local/push/commit-lines'
import type { ResetLoss } from '@gitops-example/local/state/reset-loss'
import { counted } from './counted.ts'

/** What a reset deletes for good; no line where that is nothing. */
export function lossLines({ commits, releases, rows }: ResetLoss): string[] {
  const filled = rows?.filter((one) => one.rows > 0) ?? []
  const lines = [
    ...(commits.length === 0 ? [] : [`${counted(commits.length, 'commit')} that only this machine has:`]),
    ...commitLines(commits),
    ...(releases === 0 ? [] : [`the history of ${counted(releases, 'release')}`]),
    ...filled.map((one) => `${counted(one.rows, 'row')} of the database ${one.database}`),
    ...(rows === undefined ? ['every row of the databases (PostgreSQL is not running: not counted)'] : []),
  ]
  return lines.length === 0 ? [] : ['This deletes for good:', ...lines.map((line) => `  ${line}`)]
}
