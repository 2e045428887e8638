import { GitopsError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git/git'
import { runningPlatform } from '@gitops-example/local/control/running-platform'
import { followRun } from '@gitops-example/local/push/follow-commit'
import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import { exitCodeOf, untilInterrupted } from '../context/follow.ts'
import { handler } from '../handler.ts'
import type { Io } from '../io.ts'
import { printJson } from '../output/json.ts'
import { runPrinter } from '../output/run-lines.ts'
import { watch as spec } from '../verbs/watch.ts'

export const watch = handler(spec, async ({ values, words }, io) => {
  const control = runningPlatform(io.root)
  const { head, runs } = await control.status(io.signal)
  const name = words.COMMIT ?? head
  const commit = await fullHash(io, name)
  const known = runs.findLast((run) => run.commit === commit || run.commit.startsWith(name))
  if (known === undefined) {
    throw new GitopsError('no-delivery', `Nothing is known of a delivery of ${name}.`, {
      hint: 'See the last deliveries with gitops status; gitops push delivers HEAD.',
    })
  }
  const printer = values.json ? () => {} : runPrinter(io)
  let run: DeliveryRun | undefined = known
  if (known.state === 'running') {
    const from = { commit: known.commit, since: known.pushedAt }
    run = await untilInterrupted(io, known.commit, followRun(control, from, printer, io.signal))
  } else {
    printer({ type: 'ended', run: known })
  }
  if (run === undefined) return 130
  if (values.json) printJson(io, run)
  return exitCodeOf(run)
})

/** The name itself where the checkout does not know it: another clone may have pushed it. */
async function fullHash({ root }: Io, name: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
  const { exitCode, stdout } = await gitIn(root).try(args)
  return exitCode === 0 ? stdout.trim() : name
}
