import { reset as resetPlatform } from '@gitops-example/local/state/reset'
import { readSettings } from '@gitops-example/local/state/settings'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = { tools: { type: 'boolean' } } as const

export const reset: Verb = {
  usage: '[--tools]',
  help: `
Stops the platform and removes .gitops/: the git host with what was pushed there, images, the database,
logs. Your checkout is not touched. Installed programs are kept, as compiling them may take minutes.

  --tools   remove the installed programs too

Example:
  gitops reset && gitops up
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    await resetPlatform({ root: io.root, settings: readSettings(io.env), tools: values.tools ?? false })
    io.out('Forgotten. npm start begins anew.')
    return 0
  },
}
