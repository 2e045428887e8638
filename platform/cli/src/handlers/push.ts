import { gitIn } from '@gitops-example/kit/git/git'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import { followCommit } from '@gitops-example/local/push/follow-commit'
import { pushHead } from '@gitops-example/local/push/push'
import { readSettings } from '@gitops-example/local/state/settings'
import { handler } from '../handler.ts'
import { counted } from '../output/counted.ts'
import { printJson } from '../output/json.ts'
import { runPrinter } from '../output/run-lines.ts'
import { push as spec } from '../verbs/push.ts'

export const push = handler(spec, async ({ values }, io) => {
  const settings = readSettings(io.env)
  const control = runningPlatform(io.root)
  const pushed = await pushHead({ git: gitIn(io.root), settings })
  if (pushed === undefined) {
    io.err(`Nothing to push: ${settings.branch} already has HEAD.`)
    if (values.json) printJson(io, { state: 'nothing' })
    return 0
  }
  if (pushed.rebased) io.err(`Rebased HEAD onto ${settings.remote}/${settings.branch}.`)
  if (pushed.dirtyPaths > 0) {
    const verb = pushed.dirtyPaths === 1 ? 'was' : 'were'
    io.err(`${counted(pushed.dirtyPaths, 'uncommitted change')} ${verb} not pushed.`)
  }
  const run = await followCommit(control, pushed, values.json ? () => {} : runPrinter(io), io.signal)
  if (values.json) printJson(io, run)
  return run.state === 'failed' ? 1 : 0
})
