// `npm run torture -- [--minutes N] [--seed S] [--only KIND,KIND]`: attacks a platform of its own on this machine.
import { randomInt } from 'node:crypto'
import { describeError } from '@gitops-example/kit/errors'
import { attacks } from './attacks/attacks.ts'
import { usageLine } from './growth.ts'
import { torture } from './torture.ts'
import { parseTortureOptions } from './torture-options.ts'

const interrupted = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => interrupted.abort())

try {
  const kinds = [...new Set(attacks.map(({ kind }) => kind))]
  const { minutes, seed, only } = parseTortureOptions(process.argv.slice(2), kinds, () =>
    randomInt(1, 1_000_000),
  )
  console.log(`Torture with seed ${seed}, for ${minutes} minutes: ${only.join(', ')}`)
  const { attacked, entries, commits, usage } = await torture({
    seed,
    attacks: attacks.filter(({ kind }) => only.includes(kind)),
    isOver: (_attacked, ms) => ms > minutes * 60_000,
    signal: interrupted.signal,
    progress: console.log,
  })
  const [early, late] = usage
  console.log(`Nothing was lost: ${entries} entries, ${commits} pushed commits.`)
  for (const [kind, count] of Object.entries(attacked)) console.log(`  ${kind.padEnd(20)} ${count}`)
  if (early !== undefined) console.log(`After 10 attacks: ${usageLine(early)}`)
  console.log(`At the end:       ${usageLine(late)}`)
} catch (error) {
  if (interrupted.signal.aborted) {
    console.error('Interrupted; everything that was started has ended.')
    process.exitCode = 130
  } else {
    console.error(`npm run torture: ${describeError(error)}`)
    process.exitCode = 1
  }
}
