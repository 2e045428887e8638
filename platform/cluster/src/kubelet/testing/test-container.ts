import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import type { Container } from '#kubernetes/core/v1'
import type { ContainerContext } from '../container/container-context.ts'
import { ContainerWorker } from '../container/container-worker.ts'
import { GracePeriod } from '../container/grace-period.ts'
import { FakeRuntime } from './fake-runtime.ts'

/** A container whose process, image and time the test decides; only its log is on disk. */
export function testContainer(
  container: Partial<Container> = {},
  restartPolicy = 'Always',
  /** As often, the image is not there. */
  failedPulls = 0,
) {
  const directory = mkdtempSync(join(tmpdir(), 'container-test-'))
  const clock = new FakeClock()
  const runtime = new FakeRuntime()
  const events: string[] = []
  const failures: { reason: string; lines: string[] }[] = []
  let pullsToFail = failedPulls
  const context: ContainerContext = {
    clock,
    runtime,
    podName: 'dev/web',
    podFullName: 'web_dev(uid)',
    hostPorts: new Map(),
    graceMs: () => 30_000,
    pull: async () => {
      if (pullsToFail-- > 0) throw new GitopsError('image-not-found', 'web:1: not found')
      const config = { env: {}, workingDir: '/', entrypoint: [], cmd: [], user: '', stopSignal: '' }
      return { id: 'web@sha256:1', root: directory, config, wasPresent: true }
    },
    prepare: async () => ({
      argv: ['program'],
      cwd: directory,
      env: {},
      user: undefined,
      stopSignal: 'SIGTERM',
      message: { file: join(directory, 'message'), within: directory, owner: undefined },
      directory,
      untoldPorts: [],
      command: (words) => [...words],
    }),
    logPath: (name, run) => join(directory, name, `${run}.log`),
    sourceVersion: () => 0,
    sourceChanged: async () => {},
    changed: () => {},
    normal: (_container, reason, message) => events.push(`${reason}: ${message}`),
    warning: (_container, reason, message) => events.push(`${reason}: ${message}`),
    failed: (_container, reason, lines) => failures.push({ reason, lines }),
  }
  const worker = new ContainerWorker(
    { name: 'main', image: 'web:1', ...container },
    restartPolicy,
    'ContainerCreating',
    context,
  )
  const finished = worker.start()
  let isFinished = false
  void finished.then(() => {
    isFinished = true
  })
  return {
    worker,
    clock,
    runtime,
    events,
    failures,
    /** Moves time on, and lets what is due happen. */
    pass: (ms: number) => clock.advance(ms),
    /** Waits, without time passing on the clock, until disk and all have done what leads there. */
    async until(isThere: () => boolean) {
      for (let turn = 0; !isThere(); turn++) {
        if (turn > 2000) throw new Error(`did not get there: ${JSON.stringify(worker.state)}`)
        await new Promise((resolve) => setTimeout(resolve, 1))
        await clock.advance(0)
      }
    },
    isRunning: () => worker.run !== undefined,
    waitsFor: (reason: string) => worker.state.run.phase === 'waiting' && worker.state.run.reason === reason,
    isFinished: () => isFinished,
    stop: (graceMs: number) => worker.stop(new GracePeriod(clock, graceMs)),
    [Symbol.dispose]() {
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
