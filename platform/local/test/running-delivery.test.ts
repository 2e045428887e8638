import { join } from 'node:path'
import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { Events } from '@gitops-example/kit/events'
import { gitIn } from '@gitops-example/kit/git/git'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { runDelivery } from '../src/start/running-delivery.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

it('a delivery that fails itself ends with the reason, and can be stopped', async () => {
  using directory = new TemporaryDirectory()
  const gitDir = join(directory.path, 'origin.git')
  await gitIn(directory.path).run(['init', '--quiet', '--bare', gitDir])
  const events = new Events<DeliveryEvents>()
  events.on('delivery.failed', () => {
    throw new Error('nobody expected this')
  })
  const run = runDelivery({
    repository: gitDir,
    gitDir,
    branch: 'master',
    environment: 'local',
    workDir: join(directory.path, 'work'),
    imagesDir: join(directory.path, 'images'),
    installDir: directory.path,
    checkoutDir: directory.path,
    clock: new FakeClock(),
    events,
    log: () => {},
  })
  run.delivery.pushed({ after: 'c'.repeat(40) })
  expect(await run.ended).toBe('nobody expected this')
  await run.stop()
})
