import type { PlatformStatus } from '@gitops-example/local/control/platform-status'
import type { Settings } from '@gitops-example/local/state/settings'
import type { Io } from '../io.ts'
import { pageLines } from './page-lines.ts'

/**
 * What a person wants to know once everything is deployed: how it went, where to look, what to do next. Ctrl-C ends only
 * what is not detached.
 */
export function readyLines(
  status: PlatformStatus,
  io: Pick<Io, 'paint' | 'root'>,
  detached: boolean,
): string[] {
  const { paint } = io
  const seconds = ((Date.now() - performance.timeOrigin) / 1000).toFixed(1)
  const unwell = status.applications.filter(({ sync, health }) => sync !== 'Synced' || health !== 'Healthy')
  const names = unwell.map(({ name }) => name).join(', ')
  return [
    '',
    unwell.length === 0
      ? `${paint('bold', 'Ready')} after ${seconds} s. Open:`
      : `${paint('bold', 'Started')} in ${seconds} s; ${names} ${unwell.length === 1 ? 'is' : 'are'} not healthy (see above). Open:`,
    ...addressLines(status, io),
    '',
    'Next: change something below dev/, commit it, and in another terminal run',
    `  ${paint('cyan', './gitops push')}      or, for a scripted change, ${paint('cyan', './gitops demo')}`,
    `${detached ? './gitops down' : 'Ctrl-C'} stops everything; data and commits are kept.`,
  ]
}

/** The same of a platform that runs already. */
export function runningLines(status: PlatformStatus, io: Pick<Io, 'paint' | 'root'>): string[] {
  const { pid, branch, environment } = status
  return [
    `${io.paint('bold', 'Already running')} (pid ${pid}): ${branch} in ${environment}. Open:`,
    ...addressLines(status, io),
    './gitops down stops everything; data and commits are kept.',
  ]
}

/** Settings of which what runs has other values than this command line was given. */
export function differingLines(status: PlatformStatus, settings: Settings): string[] {
  const onOff = (value: boolean) => (value ? 'on' : 'off')
  // Its default is another one in another environment.
  const rollsBack = settings.environment === status.environment ? settings.autoRollback : status.autoRollback
  const all = [
    { name: 'GITOPS_BRANCH', here: settings.branch, there: status.branch },
    { name: 'GITOPS_ENVIRONMENT', here: settings.environment, there: status.environment },
    {
      name: 'GITOPS_AUTO_ROLLBACK',
      here: onOff(rollsBack),
      there: onOff(status.autoRollback),
    },
    { name: 'GITOPS_CHECK_EDITS', here: onOff(settings.checkEdits), there: onOff(status.checkEdits) },
  ]
  return all
    .filter(({ here, there }) => here !== there)
    .map(({ name, here, there }) => {
      return `${name} is ${here} here and ${there} in what runs: ./gitops down and up again to change it.`
    })
}

function addressLines(status: PlatformStatus, { paint, root }: Pick<Io, 'paint' | 'root'>): string[] {
  const kubeconfig = status.kubeconfig.replace(`${root}/`, '')
  return [
    ...pageLines(status.pages, paint),
    `  ${'kubectl'.padEnd(10)}   ${paint('cyan', `export KUBECONFIG=${kubeconfig}`)}`,
  ]
}
