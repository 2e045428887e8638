import { gitIn } from '@gitops-example/kit/git/git'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import { followCommit } from '@gitops-example/local/push/follow-commit'
import { pushHead } from '@gitops-example/local/push/push'
import { readSettings } from '@gitops-example/local/state/settings'
import { statePaths } from '@gitops-example/local/state/state-paths'
import { handler } from '../handler.ts'
import { counted } from '../output/counted.ts'
import { printJson } from '../output/json.ts'
import { comingLines, nothingLines, pushedLines } from '../output/push-lines.ts'
import { runPrinter } from '../output/run-lines.ts'
import { push as spec } from '../verbs/push.ts'

export const push = handler(spec, async ({ values }, io) => {
  const { branch, remote } = readSettings(io.env)
  const control = runningPlatform(io.root)
  const print = (lines: readonly string[]) => {
    for (const line of lines) io.err(line)
  }
  const pushed = await pushHead({
    git: gitIn(io.root),
    originDir: statePaths(io.root).origin,
    branch,
    remote,
    onPlan: (coming) => print(comingLines(coming, branch)),
  })
  const { uncommitted } = pushed
  if (pushed.kind === 'nothing') {
    const { theirs } = pushed
    print(nothingLines(pushed, { branch, remote }))
    if (values.json) {
      printJson(io, { state: 'nothing', uncommitted, ...(theirs.length === 0 ? {} : { theirs }) })
    }
    return 0
  }
  print(pushedLines(pushed, { branch, remote }))
  if (uncommitted > 0) {
    io.err(`${counted(uncommitted, 'uncommitted change')} ${uncommitted === 1 ? 'was' : 'were'} not pushed.`)
  }
  const run = await followCommit(control, pushed, values.json ? () => {} : runPrinter(io), io.signal)
  const { left, from } = pushed
  if (values.json) printJson(io, { ...run, ...(left.length === 0 ? {} : { movedFrom: from, left }) })
  return ['failed', 'interrupted'].includes(run.state) ? 1 : 0
})
