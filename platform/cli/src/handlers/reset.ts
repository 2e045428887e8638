import { describeError } from '@gitops-example/kit/errors'
import { reset as resetPlatform } from '@gitops-example/local/state/reset'
import { resetLoss } from '@gitops-example/local/state/reset-loss'
import { readSettings } from '@gitops-example/local/state/settings'
import { handler } from '../handler.ts'
import { lossLines } from '../output/loss-lines.ts'
import { reset as spec } from '../verbs/reset.ts'

export const reset = handler(spec, async ({ values }, io) => {
  const settings = readSettings(io.env)
  try {
    for (const line of lossLines(await resetLoss(io.root, settings.remote))) io.err(line)
  } catch (error) {
    // A reset is also the way out of a state that cannot be read.
    io.err(`Cannot list what this deletes: ${describeError(error)}`)
  }
  io.signal.throwIfAborted()
  await resetPlatform({ root: io.root, settings, tools: values.tools ?? false })
  io.out('Deleted .gitops/. Start again with: ./gitops up')
  return 0
})
