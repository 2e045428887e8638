import { completionScripts } from '../completion/scripts.ts'
import { handler } from '../handler.ts'
import { completion as spec } from '../verbs/completion.ts'

export const completion = handler(spec, async ({ words }, io) => {
  io.out(completionScripts[words.SHELL].trimEnd())
  return 0
})
