import type { PlatformStatus } from '@gitops-example/local/control/platform-status'
import { killChildren } from '@gitops-example/local/control/running-platform'
import { readSettings } from '@gitops-example/local/state/settings'
import { upDetached } from '../context/detach.ts'
import type { Io } from '../io.ts'
import { applicationLines } from '../output/application-lines.ts'
import { pageLines } from '../output/page-lines.ts'
import { partLine } from '../output/part-lines.ts'
import { parseVerbArgs, type Verb } from '../verb.ts'

const options = { detach: { type: 'boolean', short: 'd' } } as const

export const up: Verb = {
  usage: '[--detach]',
  help: `
Starts a git host, PostgreSQL, a Kubernetes API, sync and delivery on this machine, deploys the last
pushed commit (the first time: HEAD), prints the addresses and stays in the foreground until Ctrl-C.

  --detach, -d   return when everything is deployed; gitops down stops it

GITOPS_BRANCH (master) is the branch that is delivered, GITOPS_ENVIRONMENT (local) the folder below
ops/environments that runs here. GITOPS_AUTO_ROLLBACK=off leaves a bad release to you; on is the default in
local. What you save below dev/ is checked and bundled at once, so that a push of it is quick;
GITOPS_CHECK_EDITS=off saves that work. A port that is taken is replaced by a free one.

Examples:
  gitops up
  gitops up --detach && gitops status
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    return values.detach ? upDetached(io) : await foreground(io)
  },
}

async function foreground(io: Io): Promise<number> {
  const { startPlatform } = await import('@gitops-example/local/start/start-platform')
  const settings = readSettings(io.env)
  io.err(`${io.paint('bold', 'gitops up')}  ${io.root}`)
  // A second Ctrl-C does not wait for requests in flight, and leaves nothing behind either.
  io.signal.addEventListener('abort', () => {
    process.once('SIGINT', () => {
      killChildren(io.root)
      process.exit(130)
    })
  })
  await using platform = await startPlatform({
    root: io.root,
    settings,
    onPart: (progress) => io.err(partLine(progress, io.paint)),
    onNote: (line) => io.err(`  ${io.paint('yellow', '!')} ${line.replaceAll('\n', '\n      ')}`),
    signal: io.signal,
  })
  const stopped = Promise.race([platform.stopRequested, aborted(io.signal)])
  const applications = await Promise.race([platform.settled(), stopped])
  if (applications !== undefined) {
    for (const line of applicationLines(applications, io.paint)) io.err(line)
    for (const line of readyLines(await platform.status(), io)) io.out(line)
    process.send?.('ready')
    if (process.connected) process.disconnect()
    await stopped
  }
  io.err('Stopping ...')
  return 0
}

function readyLines(status: PlatformStatus, { paint, root }: Io): string[] {
  const seconds = ((Date.now() - performance.timeOrigin) / 1000).toFixed(1)
  const kubeconfig = status.kubeconfig.replace(`${root}/`, '')
  const unwell = status.applications.filter(({ sync, health }) => sync !== 'Synced' || health !== 'Healthy')
  const names = unwell.map(({ name }) => name).join(', ')
  return [
    '',
    unwell.length === 0
      ? `${paint('bold', 'Ready')} after ${seconds} s. Open:`
      : `${paint('bold', 'Up')} after ${seconds} s, but not ${names}: see above. Open:`,
    ...pageLines(status.pages, paint),
    `  ${'kubectl'.padEnd(10)}   ${paint('cyan', `export KUBECONFIG=${kubeconfig}`)}`,
    '',
    'Next: change something below dev/, commit it, and in another terminal run',
    `  ${paint('cyan', 'npx gitops push')}      or, for a scripted change, ${paint('cyan', 'npx gitops demo')}`,
    'Ctrl-C stops everything; entries and commits are kept.',
  ]
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
