import { gitIn } from '@gitops-example/kit/git/git'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import { followCommit } from '@gitops-example/local/push/follow-commit'
import { pushHead } from '@gitops-example/local/push/push'
import { readSettings } from '@gitops-example/local/state/settings'
import { runPrinter } from '../output/run-lines.ts'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = { json: { type: 'boolean' } } as const

export const push: Verb = {
  usage: '[--json]',
  help: `
Pushes HEAD to the branch that is delivered here and follows it until its version has answered a request,
or has failed. Commits of the platform (tag bumps) are fetched first and HEAD is rebased onto them.
Exit code 0 when the commit is live or changes nothing that runs, 1 when it failed.

  --json   the delivery with its phases as one JSON object

Examples:
  git commit --all --message "Greet in French" && gitops push
  gitops push --json | jq .totalMs
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const settings = readSettings(io.env)
    const control = runningPlatform(io.root)
    const pushed = await pushHead({ git: gitIn(io.root), settings })
    if (pushed === undefined) {
      io.err(`Nothing to push: ${settings.branch} has HEAD already.`)
      if (values.json) io.out(JSON.stringify({ state: 'nothing' }))
      return 0
    }
    if (pushed.rebased) io.err(`Rebased HEAD onto ${settings.remote}/${settings.branch}.`)
    if (pushed.dirtyPaths > 0) io.err(`${pushed.dirtyPaths} changed paths are not committed and stay here.`)
    const run = await followCommit(control, pushed, values.json ? () => {} : runPrinter(io), io.signal)
    if (values.json) io.out(JSON.stringify(run, undefined, 2))
    return run.state === 'failed' ? 1 : 0
  },
}
