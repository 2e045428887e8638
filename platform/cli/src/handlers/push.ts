import { gitIn } from '@gitops-example/kit/git/git'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import { followCommit, followRun } from '@gitops-example/local/push/follow-commit'
import { pushHead } from '@gitops-example/local/push/push'
import { settingsOf } from '@gitops-example/local/state/delivered-branch'
import { statePaths } from '@gitops-example/local/state/state-paths'
import { exitCodeOf, untilInterrupted } from '../context/follow.ts'
import { handler } from '../handler.ts'
import { counted } from '../output/counted.ts'
import { printJson } from '../output/json.ts'
import { comingLines, nothingLines, pushedLines } from '../output/push-lines.ts'
import { runPrinter } from '../output/run-lines.ts'
import { push as spec } from '../verbs/push.ts'

export const push = handler(spec, async ({ values }, io) => {
  const { branch, remote } = await settingsOf(io.root, io.env)
  const control = runningPlatform(io.root)
  const print = (lines: readonly string[]) => {
    for (const line of lines) io.err(line)
  }
  const printer = values.json ? () => {} : runPrinter(io)
  const pushed = await pushHead({
    git: gitIn(io.root),
    originDir: statePaths(io.root).origin,
    branch,
    remote,
    onPlan: (coming) => print(comingLines(coming, branch)),
  })
  const { uncommitted } = pushed
  if (pushed.kind === 'nothing') {
    const { theirs, commit } = pushed
    const running = (await control.status(io.signal)).runs.findLast((run) => run.commit === commit)
    if (theirs.length === 0 && running?.state === 'running') {
      io.err(`${commit.slice(0, 7)} was pushed before; its delivery is still running.`)
      const following = followRun(control, { commit, since: running.pushedAt }, printer, io.signal)
      const run = await untilInterrupted(io, commit, following)
      if (run === undefined) return 130
      if (values.json) printJson(io, run)
      return exitCodeOf(run)
    }
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
  const following = followCommit(control, pushed, printer, io.signal)
  const run = await untilInterrupted(io, pushed.commit, following)
  if (run === undefined) return 130
  const { left, from } = pushed
  if (values.json) printJson(io, { ...run, ...(left.length === 0 ? {} : { movedFrom: from, left }) })
  return exitCodeOf(run)
})
