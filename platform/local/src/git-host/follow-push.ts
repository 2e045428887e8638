// Run by the post-receive hook: prints the delivery of the pushed commit, as `remote:` lines of the pusher's git.
import { writeFileSync } from 'node:fs'
import { describeError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git/git'
import { connectControl } from '../control/control-client.ts'
import { goesOnLine } from '../push/goes-on-line.ts'
import { leftBranch } from '../push/left-branch.ts'
import { plainLines } from '../run/plain-lines.ts'

const [runDir = '', branch = '', before = '', after = '', since = '0'] = process.argv.slice(2)
const noCommit = /^0*$/
const print = (lines: readonly string[]) => {
  for (const line of lines) console.log(line)
}

// The git that would carry a line to its person is interrupted, too.
process.once('SIGINT', () => {
  try {
    writeFileSync('/dev/tty', `\n${goesOnLine(after)}\n`)
  } catch {
    // there is no terminal
  }
  process.exit(130)
})

if (!noCommit.test(before)) print(await leftBranch(gitIn(process.cwd()), branch, before, after))
const control = connectControl(runDir)
if (control === undefined) {
  console.log('Pushed, but the platform is not running. Start it with npm start.')
} else {
  try {
    const lines = plainLines()
    for await (const update of control.follow(after, { since: Number(since) })) print(lines(update))
  } catch (error) {
    console.log(`Pushed, but its delivery cannot be followed: ${describeError(error)}`)
  }
}
