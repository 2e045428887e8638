import { systemClock } from '@gitops-example/kit/clock'
import { connectControl } from '@gitops-example/local/control/control-client'
import {
  killChildren,
  runningChildren,
  runningPlatform,
} from '@gitops-example/local/control/running-platform'
import type { Platform } from '@gitops-example/local/start/start-platform'
import { settingsOf } from '@gitops-example/local/state/delivered-branch'
import { statePaths } from '@gitops-example/local/state/state-paths'
import { upDetached } from '../context/detach.ts'
import { EndInTime } from '../context/end-in-time.ts'
import { handler } from '../handler.ts'
import type { Io } from '../io.ts'
import { applicationLines } from '../output/application-lines.ts'
import { printJson } from '../output/json.ts'
import { partLine } from '../output/part-lines.ts'
import { differingLines, readyLines, runningLines } from '../output/ready-lines.ts'
import { up as spec } from '../verbs/up.ts'

export const up = handler(spec, async ({ values }, io) => {
  const running = connectControl(statePaths(io.root).run)
  if (running !== undefined) {
    const status = await running.status(io.signal)
    for (const line of differingLines(status, await settingsOf(io.root, io.env)))
      io.err(`  ${io.paint('yellow', '!')} ${line}`)
    if (values.json) printJson(io, status)
    else for (const line of runningLines(status, io)) io.out(line)
    return 0
  }
  if (!values.detach) return await foreground(io, values.json === true)
  const code = await upDetached(io)
  if (code === 0 && values.json) printJson(io, await runningPlatform(io.root).status(io.signal))
  return code
})

/** No person presses Ctrl-C again as soon. */
const sameKeyMs = 300

async function foreground(io: Io, asJson: boolean): Promise<number> {
  const { startPlatform } = await import('@gitops-example/local/start/start-platform')
  const settings = await settingsOf(io.root, io.env)
  io.err(`${io.paint('bold', 'gitops up')}  ${io.root}`)
  let platform: Platform | undefined
  using end = new EndInTime({
    print: io.err,
    unfinished: () => {
      const part = platform === undefined ? 'the start' : (platform.ending() ?? 'the platform')
      return [part, ...runningChildren(io.root)].join(', ')
    },
    force: () => killChildren(io.root),
  })
  // A second Ctrl-C does not wait for requests in flight, and leaves nothing behind either.
  io.signal.addEventListener('abort', () => {
    end.begin()
    const since = systemClock.now()
    process.on('SIGINT', () => {
      // npm hands the terminal's signal on to a program that has had it from the terminal already.
      if (systemClock.now() - since < sameKeyMs) return
      killChildren(io.root)
      process.exit(130)
    })
  })
  platform = await startPlatform({
    root: io.root,
    settings,
    onPart: (progress) => {
      io.err(partLine(progress, io.paint))
      if (progress.state === 'failed' && progress.change === undefined) end.begin() // a start without this part ends
    },
    onNote: (line) => io.err(`  ${io.paint('yellow', '!')} ${line.replaceAll('\n', '\n      ')}`),
    signal: io.signal,
  })
  await using running = platform
  const stopped = Promise.race([running.stopRequested, aborted(io.signal)]).finally(() => end.begin())
  const applications = await Promise.race([running.settled(), stopped])
  if (applications !== undefined) {
    for (const line of applicationLines(applications, io.paint)) io.err(line)
    const status = await running.status()
    if (asJson) printJson(io, status)
    else for (const line of readyLines(status, io, process.send !== undefined)) io.out(line)
    process.send?.('ready')
    if (process.connected) process.disconnect()
    await stopped
  }
  io.err('Stopping ...')
  return 0
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
