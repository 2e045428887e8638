// Run by the post-receive hook: prints what becomes of the pushed commit, as `remote:` lines of the pusher's git.
import { describeError } from '@gitops-example/kit/errors'
import { connectControl } from '../control/control-client.ts'
import { plainLines } from '../run/plain-lines.ts'

const [runDir, commit] = process.argv.slice(2)
if (runDir !== undefined && commit !== undefined && !/^0*$/.test(commit)) {
  const control = connectControl(runDir)
  if (control === undefined) {
    console.log('Stored. Nothing is running that delivers it: npm start does.')
  } else {
    try {
      const lines = plainLines()
      for await (const update of control.follow(commit)) {
        for (const line of lines(update)) console.log(line)
      }
    } catch (error) {
      console.log(`Stored; its delivery cannot be followed: ${describeError(error)}`)
    }
  }
}
