import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, test } from 'vitest'
import type { EnvironmentSettings } from '../environment/environment.ts'
import type { Aws } from './aws.ts'
import { waitForNoLoadBalancers } from './load-balancers.ts'

const settings = { project: 'p', environment: 'dev' } as EnvironmentSettings

/** Answers with the network, and then with the load balancers of each look, the last of them for ever. */
function awsWith(vpc: string[], looks: string[][]): Aws & { queries: string[] } {
  const queries: string[] = []
  return {
    queries,
    async json(args) {
      queries.push(args.join(' '))
      if (args[0] === 'ssm') return vpc
      return looks.length > 1 ? looks.shift() : looks[0]
    },
  }
}

async function settle<T>(promise: Promise<T>, clock: FakeClock, stepMs: number): Promise<T> {
  let done = false
  const settled = promise.finally(() => {
    done = true
  })
  settled.catch(() => {})
  while (!done) {
    await clock.advance(stepMs)
  }
  return settled
}

test('waits until the last load balancer of the network is deleted', async () => {
  const clock = new FakeClock()
  const progress: string[] = []
  const aws = awsWith(['vpc-1'], [['a', 'b'], ['b'], []])
  await settle(
    waitForNoLoadBalancers(aws, settings, { clock, progress: (line) => void progress.push(line) }),
    clock,
    15_000,
  )
  expect(progress).toEqual([
    'Waiting for load balancers to be deleted: a, b',
    'Waiting for load balancers to be deleted: b',
  ])
  expect(aws.queries.at(-1)).toContain("VpcId=='vpc-1'")
})

test('gives up after ten minutes with the names of those that are left', async () => {
  const clock = new FakeClock()
  const waiting = waitForNoLoadBalancers(awsWith(['vpc-1'], [['stuck']]), settings, {
    clock,
    progress: () => {},
  })
  await expect(settle(waiting, clock, 15_000)).rejects.toThrow(
    'Cannot destroy the network vpc-1: it still has the load balancers stuck.',
  )
})

test('has nothing to wait for where there is no network', async () => {
  const aws = awsWith([], [['elsewhere']])
  await waitForNoLoadBalancers(aws, settings, { clock: new FakeClock(), progress: () => {} })
  expect(aws.queries).toHaveLength(1)
})
