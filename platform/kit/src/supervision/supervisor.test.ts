import { expect, it } from 'vitest'
import { FakeClock } from '../testing/fake-clock.ts'
import { Backoff } from './backoff.ts'
import { type SupervisedChange, type SupervisedRun, Supervisor } from './supervisor.ts'

class Run implements SupervisedRun {
  readonly #ended = Promise.withResolvers<string>()
  readonly number: number

  constructor(number: number) {
    this.number = number
  }

  get ended(): Promise<string> {
    return this.#ended.promise
  }

  end(reason: string): void {
    this.#ended.resolve(reason)
  }

  async stop(): Promise<void> {
    this.end('stopped')
  }
}

/** `starts` has what each start after the first does: `undefined` works. */
async function supervised(...starts: (Error | undefined)[]) {
  const clock = new FakeClock()
  const runs: Run[] = []
  const said: string[] = []
  const say = (change: SupervisedChange<Run>) => {
    if (change.state === 'failed') said.push(`failed: ${change.reason}, again in ${change.retryMs}`)
    else if (change.state === 'running') said.push(`running: ${change.run.number}`)
    else said.push('starting')
  }
  const supervisor = await Supervisor.start<Run>({
    clock,
    backoff: new Backoff({ firstMs: 1000, longestMs: 8000 }),
    stableMs: 60_000,
    onChange: say,
    start: async () => {
      const failure = runs.length === 0 ? undefined : starts.shift()
      if (failure !== undefined) throw failure
      const run = new Run(runs.length + 1)
      runs.push(run)
      return run
    },
  })
  const endCurrent = async (reason: string) => {
    supervisor.current.end(reason)
    await clock.advance(0)
  }
  return { clock, said, runs, supervisor, endCurrent }
}

it('says at once that a run has ended and why, and starts another after the wait', async () => {
  const { clock, said, supervisor, endCurrent } = await supervised()
  await endCurrent('killed by SIGKILL')
  expect(said).toEqual(['failed: killed by SIGKILL, again in 1000'])
  await clock.advance(999)
  expect(supervisor.current.number).toBe(1)
  await clock.advance(1)
  expect(said.slice(1)).toEqual(['starting', 'running: 2'])
  expect(supervisor.current.number).toBe(2)
})

it('tries again, later each time, where a start fails', async () => {
  const { clock, said, endCurrent } = await supervised(new Error('no port'), new Error('no disk'))
  await endCurrent('ended')
  await clock.advance(7000)
  expect(said).toEqual([
    'failed: ended, again in 1000',
    'starting',
    'failed: no port, again in 2000',
    'starting',
    'failed: no disk, again in 4000',
    'starting',
    'running: 2',
  ])
})

it('waits longer for one that ends again soon, and no longer for one that was stable', async () => {
  const { clock, said, endCurrent } = await supervised()
  await endCurrent('first')
  await clock.advance(1000)
  await clock.advance(59_999)
  await endCurrent('second')
  await clock.advance(2000)
  await clock.advance(60_000)
  await endCurrent('third')
  expect(said.filter((line) => line.startsWith('failed'))).toEqual([
    'failed: first, again in 1000',
    'failed: second, again in 2000',
    'failed: third, again in 1000',
  ])
})

it('gives the run that is going to whoever asks while there is none', async () => {
  const { clock, supervisor, runs, endCurrent } = await supervised()
  expect(await supervisor.running()).toBe(runs[0])
  await endCurrent('ended')
  const asked = supervisor.running()
  await clock.advance(1000)
  expect(await asked).toBe(runs[1])
  await endCurrent('ended again')
  const refused = expect(supervisor.running()).rejects.toThrow('It was stopped.')
  await supervisor.stop()
  await refused
})

it('rejects where the first start fails, and leaves no timer', async () => {
  const clock = new FakeClock()
  const start = () => Promise.reject(new Error('never'))
  await expect(Supervisor.start({ clock, start, onChange: () => {} })).rejects.toThrow('never')
  expect(clock.waiting).toBe(0)
})

it.each([
  { when: 'it runs', before: async () => {} },
  {
    when: 'it waits to start again',
    before: async ({ endCurrent }: Awaited<ReturnType<typeof supervised>>) => endCurrent('ended'),
  },
])('starts nothing more once it is stopped while $when', async ({ before }) => {
  const world = await supervised()
  await before(world)
  await world.supervisor.stop()
  await world.clock.advance(600_000)
  expect(world.runs).toHaveLength(1)
  expect(world.said.filter((line) => !line.startsWith('failed: ended'))).toEqual([])
  expect(world.clock.waiting).toBe(0)
})

it('ends a run whose start was under way when it was stopped', async () => {
  const clock = new FakeClock()
  const late = Promise.withResolvers<Run>()
  const first = new Run(1)
  const starts = [Promise.resolve(first), late.promise]
  const supervisor = await Supervisor.start<Run>({
    clock,
    start: () => starts.shift() ?? Promise.reject(new Error('one too many')),
    onChange: () => {},
  })
  first.end('ended')
  await clock.advance(200)
  const stopping = supervisor.stop()
  const second = new Run(2)
  late.resolve(second)
  await stopping
  expect(await second.ended).toBe('stopped')
})
