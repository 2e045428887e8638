import { constantLoad } from '../../e2e/harness/http.ts'
import type { Attack } from './attack.ts'

/** A rollout under load: no request may fail. */
export const load: Attack = {
  kind: 'load',
  async run(subject, random) {
    const { platform } = subject
    const connections = 2 + random.below(15)
    const traffic = constantLoad(await platform.page('webapp'), connections)
    const head = await subject.edit('Under load')
    await subject.push()
    try {
      await platform.until('the commit is live under load', async () => {
        const { runs } = await platform.status()
        const state = runs.find(({ commit }) => commit === head)?.state
        if (state === 'failed') throw new Error('A good commit failed under load.')
        return state === 'live'
      })
    } finally {
      await traffic.stop()
    }
    const { requests, failures } = await traffic.stop()
    if (failures.length > 0) {
      throw new Error(`${failures.length} of ${requests} requests failed in a rollout: ${failures[0]}`)
    }
    return `load on ${connections} connections: ${requests} requests, none failed`
  },
}
