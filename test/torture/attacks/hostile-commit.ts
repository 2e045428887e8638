import { setTimeout } from 'node:timers/promises'
import { get } from '../../e2e/harness/http.ts'
import type { Subject } from '../subject.ts'
import type { Attack } from './attack.ts'
import { hostileTexts } from './hostile-texts.ts'

const values = 'dev/api/chart/values.yaml'
const gapLimitMs = 5000
const patienceMs = 20_000

/** A commit with a values file that is dear to read: the other app serves meanwhile, and the next commit mends it. */
export const hostileCommit: Attack = {
  kind: 'hostile-commit',
  async run(subject, random) {
    const name = random.pick(Object.keys(hostileTexts))
    const before = subject.checkout.read(values)
    const probe = await probing(subject)
    try {
      subject.checkout.write(values, `${before}\n${hostileTexts[name]?.() ?? ''}`)
      const head = await subject.checkout.commit(`Values with ${name}`)
      await subject.push()
      const deadline = Date.now() + patienceMs
      const isOver = async () =>
        (await subject.platform.status()).runs.some(
          ({ commit, state }) => commit === head && state !== 'running',
        )
      while (Date.now() < deadline && !(await isOver())) await setTimeout(100)
    } finally {
      subject.checkout.write(values, before)
      await subject.checkout.commit(`Without ${name}`)
      await subject.push()
    }
    const { answers, longestGapMs } = await probe.stop()
    if (longestGapMs > gapLimitMs) {
      throw new Error(
        `Values with ${name} stopped the other app for ${longestGapMs} ms (${answers} answers).`,
      )
    }
    return `commit with ${name}: ${answers} answers, longest gap ${longestGapMs} ms`
  },
}

/** Asks the web app again and again; a gap is the time from one good answer to the next. */
async function probing(subject: Subject) {
  const url = await subject.platform.page('webapp')
  let stopped = false
  let answers = 0
  let longestGapMs = 0
  let last = performance.now()
  const running = (async () => {
    while (!stopped) {
      const { status } = await get(url).catch(() => ({ status: 0 }))
      if (status === 200) {
        answers++
        longestGapMs = Math.max(longestGapMs, performance.now() - last)
        last = performance.now()
      }
      await setTimeout(20)
    }
  })()
  return {
    stop: async () => {
      stopped = true
      await running
      return { answers, longestGapMs: Math.round(Math.max(longestGapMs, performance.now() - last)) }
    },
  }
}
