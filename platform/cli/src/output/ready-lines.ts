import type { PlatformStatus } from '@gitops-example/local/control/platform-status'
import type { Io } from '../io.ts'
import { pageLines } from './page-lines.ts'

/** What a person wants to know once everything is deployed: how it went, where to look, what to do next. */
export function readyLines(status: PlatformStatus, { paint, root }: Io): string[] {
  const seconds = ((Date.now() - performance.timeOrigin) / 1000).toFixed(1)
  const kubeconfig = status.kubeconfig.replace(`${root}/`, '')
  const unwell = status.applications.filter(({ sync, health }) => sync !== 'Synced' || health !== 'Healthy')
  const names = unwell.map(({ name }) => name).join(', ')
  return [
    '',
    unwell.length === 0
      ? `${paint('bold', 'Ready')} after ${seconds} s. Open:`
      : `${paint('bold', 'Started')} in ${seconds} s; ${names} ${unwell.length === 1 ? 'is' : 'are'} not healthy (see above). Open:`,
    ...pageLines(status.pages, paint),
    `  ${'kubectl'.padEnd(10)}   ${paint('cyan', `export KUBECONFIG=${kubeconfig}`)}`,
    '',
    'Next: change something below dev/, commit it, and in another terminal run',
    `  ${paint('cyan', './gitops push')}      or, for a scripted change, ${paint('cyan', './gitops demo')}`,
    'Ctrl-C stops everything; data and commits are kept.',
  ]
}
