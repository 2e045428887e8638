import { reset as resetPlatform } from '@gitops-example/local/state/reset'
import { readSettings } from '@gitops-example/local/state/settings'
import { handler } from '../handler.ts'
import { reset as spec } from '../verbs/reset.ts'

export const reset = handler(spec, async ({ values }, io) => {
  await resetPlatform({ root: io.root, settings: readSettings(io.env), tools: values.tools ?? false })
  io.out('Deleted .gitops/. Start again with: ./gitops up')
  return 0
})
