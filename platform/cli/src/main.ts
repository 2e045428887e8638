import { cleanEnvironment } from '@gitops-example/kit/process/clean-environment'
import { processIo } from './io.ts'
import { run } from './run.ts'

const io = processIo()
cleanEnvironment(process.env)
process.exitCode = await run(process.argv.slice(2), io)
