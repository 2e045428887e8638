import { stopPlatform } from '@gitops-example/local/control/running-platform'
import { handler } from '../handler.ts'
import { down as spec } from '../verbs/down.ts'

export const down = handler(spec, async (_, io) => {
  const outcome = await stopPlatform(io.root)
  io.out(
    {
      stopped: 'Stopped.',
      cleaned: 'Nothing was running; ended the processes that a killed run had left.',
      'not-running': 'Nothing is running here.',
    }[outcome],
  )
  return 0
})
