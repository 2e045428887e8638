import { stopPlatform } from '@gitops-example/local/control/running-platform'
import { handler } from '../handler.ts'
import { down as spec } from '../verbs/down.ts'

export const down = handler(spec, async (_, io) => {
  const outcome = await stopPlatform(io.root)
  io.out(
    {
      stopped: 'Stopped.',
      killed:
        'Ended by force, as it did not stop within 30 s; .gitops/logs/platform.log says what it did last.',
      cleaned: 'Nothing was running; ended the processes that a killed run had left.',
      'not-running': 'Nothing is running here.',
    }[outcome],
  )
  return 0
})
