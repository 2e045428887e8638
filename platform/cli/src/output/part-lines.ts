import type { PartProgress } from '@gitops-example/local/start/part-list'
import type { Io } from '../io.ts'

/** One line for a part that is up, has failed, or is starting. */
export function partLine({ name, state, detail, ms }: PartProgress, paint: Io['paint']): string {
  const mark = { starting: paint('dim', '…'), running: paint('green', '✓'), failed: paint('red', '✗') }[state]
  const time = ms === undefined ? '' : paint('dim', `  ${ms} ms`)
  return `  ${mark} ${name.padEnd(10)} ${detail}${time}`
}
