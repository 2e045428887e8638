// Run by the post-receive hook: prints the delivery of the pushed commit, as `remote:` lines of the pusher's git.
import { describeError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git/git'
import { connectControl } from '../control/control-client.ts'
import { leftBranch } from '../push/left-branch.ts'
import { plainLines } from '../run/plain-lines.ts'

const [runDir = '', branch = '', before = '', after = ''] = process.argv.slice(2)
const noCommit = /^0*$/
const print = (lines: readonly string[]) => {
  for (const line of lines) console.log(line)
}

if (noCommit.test(after)) {
  console.log(`Only what is pushed to ${branch} is delivered here.`)
} else {
  if (!noCommit.test(before)) print(await leftBranch(gitIn(process.cwd()), branch, before, after))
  const control = connectControl(runDir)
  if (control === undefined) {
    console.log('Pushed, but the platform is not running. Start it with npm start.')
  } else {
    try {
      const lines = plainLines()
      for await (const update of control.follow(after)) print(lines(update))
    } catch (error) {
      console.log(`Pushed, but its delivery cannot be followed: ${describeError(error)}`)
    }
  }
}
