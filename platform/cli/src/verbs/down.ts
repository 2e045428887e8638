import { stopPlatform } from '@gitops-example/local/control/running-platform'
import { parseVerbArgs, type Verb } from '../verb.ts'

export const down: Verb = {
  usage: '',
  help: `
Stops the platform of this checkout and waits until every process has ended. Database rows, commits and
images are kept; gitops up continues with them.

Example:
  gitops down
`,
  options: {},
  async run(args, io) {
    parseVerbArgs(args, {})
    const outcome = await stopPlatform(io.root)
    io.out(
      {
        stopped: 'Stopped.',
        cleaned: 'Nothing ran; ended the processes that a killed run had left.',
        'not-running': 'Nothing runs here.',
      }[outcome],
    )
    return 0
  },
}
