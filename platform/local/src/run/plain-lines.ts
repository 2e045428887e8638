import { printable } from '@gitops-example/kit/text/printable'
import type { DeliveryRun, RunUpdate } from './delivery-run.ts'
import { waterfallLines } from './waterfall-lines.ts'

/** Formats the updates of one run as lines without colour, for hooks, logs and pipes. */
export function plainLines(): (update: RunUpdate) => string[] {
  return (update) => linesOf(update).map(printable)
}

function linesOf(update: RunUpdate): string[] {
  switch (update.type) {
    case 'started': {
      const { commit, subject, apps } = update.run
      const what = apps.length === 0 ? '' : ` (${apps.join(', ')})`
      return [`${commit.slice(0, 7)} ${subject}${what}`]
    }
    case 'phase': {
      const name = update.app === undefined ? update.phase.name : `${update.phase.name} ${update.app}`
      const mark = update.failed ? 'FAILED' : 'ok'
      const note = update.note === undefined ? '' : `  ${update.note}`
      return [`  ${name.padEnd(24)} ${mark.padEnd(6)} ${update.phase.ms} ms${note}`]
    }
    case 'waiting':
      return [`  ${update.what} (${Math.round(update.ms / 1000)} s)`]
    case 'unseen':
      return [`${update.commit.slice(0, 7)} is stored, but its delivery has not begun: see ./gitops status.`]
    case 'ended':
      return endedLines(update.run)
  }
}

function endedLines(run: Extract<RunUpdate, { type: 'ended' }>['run']): string[] {
  const commit = run.commit.slice(0, 7)
  switch (run.state) {
    case 'live':
      return [...waterfallLines(run), `${commit} is live after ${run.totalMs} ms.`]
    case 'nothing':
      return [`${commit} changes nothing that runs here: ${sentence(run.reason ?? 'no app is touched')}`]
    case 'superseded':
      return [`${commit}: ${run.reason ?? 'a newer commit replaced it'}.`]
    default:
      return [...notLive(commit, run.reason ?? ''), stillServing(run.unaffected ?? []), ...undone(run)]
  }
}

/** What is wrong stands below what it means, apart from what follows. */
function notLive(commit: string, reason: string): string[] {
  const [first = '', ...more] = reason.split('\n')
  return [`${commit} is not live. ${first}`.trimEnd(), ...more.map((line) => `  ${line}`.trimEnd())]
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`
}

/** Where a release that turned Degraded is taken back, and what runs instead once it is. */
function undone({ isUndoing, undone: done = [] }: DeliveryRun): string[] {
  if (done.length > 0) return done.map(({ app, to }) => `${app} was rolled back to ${to.slice(0, 7)}.`)
  return isUndoing ? ['A rollback follows by itself: see gitops status.'] : []
}

function stillServing(unaffected: readonly string[]): string {
  return unaffected.length === 0
    ? 'The previous version is still serving.'
    : `The previous version of what failed is still serving. The rollout of ${unaffected.join(', ')} continues: see gitops status.`
}
