import { GitopsError } from '@gitops-example/kit/errors'
import type { Control } from '../control/control-client.ts'
import type { DeliveryRun, RunUpdate } from '../run/delivery-run.ts'
import type { Pushed } from './push.ts'

/** Follows a pushed commit to its end; its times count from the start of `git push`, here as for everybody else. */
export async function followCommit(
  control: Control,
  pushed: Pick<Pushed, 'commit' | 'startedAt'>,
  onUpdate: (update: RunUpdate) => void,
  signal?: AbortSignal,
): Promise<DeliveryRun> {
  const options = { since: pushed.startedAt, ...(signal ? { signal } : {}) }
  for await (const update of control.follow(pushed.commit, options)) {
    onUpdate(update)
    if (update.type === 'ended') return update.run
  }
  throw new GitopsError(
    'follow-ended',
    `The platform ended while it was delivering ${pushed.commit.slice(0, 7)}.`,
    {
      hint: 'npm start resumes the delivery; gitops status shows it.',
    },
  )
}
