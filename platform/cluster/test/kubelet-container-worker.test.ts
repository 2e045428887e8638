import { GitopsError } from '@gitops-example/kit/errors'
import { expect, it } from 'vitest'
import { testContainer } from '../src/kubelet/testing/test-container.ts'

it('restarts at once, then after 10, 20 and 40 seconds, and counts', async () => {
  using container = testContainer()
  const { runtime, worker, until, pass } = container
  await until(container.isRunning)
  runtime.last.exit(1)
  await until(() => runtime.started.length === 2)
  const steps = [
    { seconds: 10, runs: 3 },
    { seconds: 20, runs: 4 },
    { seconds: 40, runs: 5 },
  ]
  for (const { seconds, runs } of steps) {
    runtime.last.exit(1)
    await until(() => container.waitsFor('CrashLoopBackOff'))
    expect(worker.state.run).toMatchObject({
      message: `back-off ${seconds}s restarting failed container=main pod=web_dev(uid)`,
    })
    await pass(seconds * 1000 - 1)
    expect(container.waitsFor('CrashLoopBackOff')).toBe(true)
    await pass(1)
    await until(() => runtime.started.length === runs)
    expect(worker.state.restartCount).toBe(runs - 1)
  }
  await container.stop(0)
})

it('reports a failure with the last lines of the process', async () => {
  using container = testContainer({}, 'Never')
  await container.until(container.isRunning)
  container.runtime.last.say('one\ntwo\nlast')
  container.runtime.last.exit(2)
  await container.until(container.isFinished)
  expect(container.failures).toEqual([{ reason: 'Error', lines: ['one', 'two', 'last'] }])
  expect(container.worker.state.run).toMatchObject({ phase: 'terminated', exitCode: 2, reason: 'Error' })
})

it('pulls again after 10, 20 and 40 seconds, and reports the failure once', async () => {
  using container = testContainer({}, 'Always', 4)
  const { worker, until, pass } = container
  const attempts = () => container.events.filter((event) => event.startsWith('Failed:')).length
  for (const [index, seconds] of [10, 20, 40].entries()) {
    await until(() => attempts() === index + 1 && container.waitsFor('ImagePullBackOff'))
    expect(worker.state.run).toMatchObject({
      message: 'Back-off pulling image "web:1": ErrImagePull: web:1: not found',
    })
    await pass(seconds * 1000 - 1)
    expect(attempts()).toBe(index + 1)
    await pass(1)
  }
  await until(() => attempts() === 4)
  await pass(80_000)
  await until(container.isRunning)
  expect(container.failures).toEqual([{ reason: 'ErrImagePull', lines: ['web:1: not found'] }])
  await container.stop(0)
})

it('sends SIGTERM, and SIGKILL when the grace period is over', async () => {
  using container = testContainer()
  const { runtime, pass } = container
  await container.until(container.isRunning)
  runtime.obeysTerm = false
  const stopped = container.stop(5000)
  await pass(4999)
  expect(runtime.last.signals).toEqual(['SIGTERM'])
  await pass(1)
  await stopped
  expect(runtime.last.signals).toEqual(['SIGTERM', 'SIGKILL'])
  expect(container.events.at(-1)).toBe('Killing: Stopping container main')
  expect(container.worker.state.run).toMatchObject({ phase: 'terminated', exitCode: 137, signal: 9 })
})

it('kills at once without a grace period', async () => {
  using container = testContainer()
  await container.until(container.isRunning)
  await container.stop(0)
  expect(container.runtime.last.signals).toEqual(['SIGKILL'])
})

it('waits for preStop, and gives the process two more seconds when that used up the time', async () => {
  using container = testContainer({ lifecycle: { preStop: { sleep: { seconds: 60 } } } })
  const { runtime, pass } = container
  await container.until(container.isRunning)
  runtime.obeysTerm = false
  const stopped = container.stop(10_000)
  await pass(9999)
  expect(runtime.last.signals).toEqual([])
  await pass(1)
  expect(runtime.last.signals).toEqual(['SIGTERM'])
  await pass(1999)
  expect(runtime.last.signals).toEqual(['SIGTERM'])
  await pass(1)
  await stopped
  expect(runtime.last.signals).toEqual(['SIGTERM', 'SIGKILL'])
})

it('ends a container that waits for its restart without another run', async () => {
  using container = testContainer()
  const { runtime, until } = container
  await until(container.isRunning)
  runtime.last.exit(1)
  await until(() => runtime.started.length === 2)
  runtime.last.exit(1)
  await until(() => container.waitsFor('CrashLoopBackOff'))
  await container.stop(30_000)
  expect(runtime.started).toHaveLength(2)
  await container.until(container.isFinished)
})

it('says why a process could not start', async () => {
  using container = testContainer({}, 'Never')
  container.runtime.refusal = new GitopsError('program-not-found', 'exec: "program": not found')
  await container.until(container.isFinished)
  const message = 'failed to start the process: exec: "program": not found'
  expect(container.worker.state.run).toMatchObject({
    phase: 'terminated',
    exitCode: 128,
    reason: 'StartError',
    message,
  })
  expect(container.failures).toEqual([{ reason: 'StartError', lines: [message] }])
})

it('restarts a container whose startup probe does not succeed as often as it may fail', async () => {
  const startupProbe = { tcpSocket: { port: 1 }, periodSeconds: 1, failureThreshold: 3 }
  using container = testContainer({ startupProbe })
  const { runtime, until, pass, events } = container
  const failures = () => events.filter((event) => event.startsWith('Unhealthy: Startup probe failed')).length
  await until(container.isRunning)
  for (let turn = 0; turn < 500 && failures() === 0; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 1)) // the socket's answer comes from the system
    await pass(20)
  }
  for (const count of [2, 3]) {
    await pass(1000)
    await until(() => failures() === count)
  }
  await until(() => runtime.started.length === 2)
  expect(container.worker.state).toMatchObject({ isStarted: false, isReady: false })
  expect(events).toContain('Killing: Container main failed startup probe, will be restarted')
  await container.stop(0)
})
