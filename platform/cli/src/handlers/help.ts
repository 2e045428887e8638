import { unknownVerb } from '../arguments/unknown-verb.ts'
import { handler } from '../handler.ts'
import { overview } from '../help/overview.ts'
import { verbHelp } from '../help/verb-help.ts'
import { help as spec } from '../verbs/help.ts'
import { verbGroups, verbs } from '../verbs.ts'

export const help = handler(spec, async ({ words }, io) => {
  if (words.VERB === undefined) {
    io.out(overview(verbGroups))
    return 0
  }
  const verb = verbs.get(words.VERB)
  if (verb === undefined) throw unknownVerb(words.VERB, [...verbs.keys()])
  io.out(verbHelp(verb))
  return 0
})
