// Run by the post-receive hook: prints the delivery of the pushed commit, as `remote:` lines of the pusher's git.
import { describeError } from '@gitops-example/kit/errors'
import { connectControl } from '../control/control-client.ts'
import { plainLines } from '../run/plain-lines.ts'

const [runDir, commit] = process.argv.slice(2)
if (runDir !== undefined && commit !== undefined && !/^0*$/.test(commit)) {
  const control = connectControl(runDir)
  if (control === undefined) {
    console.log('Pushed, but the platform is not running. Start it with npm start.')
  } else {
    try {
      const lines = plainLines()
      for await (const update of control.follow(commit)) {
        for (const line of lines(update)) console.log(line)
      }
    } catch (error) {
      console.log(`Pushed, but its delivery cannot be followed: ${describeError(error)}`)
    }
  }
}
