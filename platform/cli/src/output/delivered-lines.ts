import { printable } from '@gitops-example/kit/text/printable'
import type { DeliveryRun, RunState } from '@gitops-example/local/run/delivery-run'
import type { Io } from '../io.ts'

const styles: Readonly<Partial<Record<RunState, 'green' | 'red' | 'yellow'>>> = {
  live: 'green',
  failed: 'red',
  interrupted: 'yellow',
}

/** One delivery, its release, and what became of it; below it the first line of why it is not live. */
export function deliveredLines(run: DeliveryRun, paint: Io['paint']): string[] {
  const { commit, subject, state, totalMs, releaseRevision, reason, undone = [] } = run
  const style = styles[state]
  const mark = style === undefined ? state : paint(style, state)
  const time = totalMs === undefined ? '' : ` after ${totalMs} ms`
  const release =
    releaseRevision === undefined ? '' : paint('dim', `, release ${releaseRevision.slice(0, 7)}`)
  const later = undone.map(({ app, to }) =>
    paint('red', `, ${printable(app)} rolled back to ${to.slice(0, 7)}`),
  )
  const [why = ''] = (reason ?? '').split('\n')
  const isOpen = state === 'failed' || state === 'interrupted'
  return [
    `  ${commit.slice(0, 7)} ${mark}${time}${release}${later.join('')}  ${paint('dim', printable(subject))}`,
    ...(isOpen && why !== '' ? [`      ${printable(why)}`] : []),
  ]
}
