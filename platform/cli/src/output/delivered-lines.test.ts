import type { DeliveryRun } from '@gitops-example/local/run/delivery-run'
import { expect, it } from 'vitest'
import { deliveredLines } from './delivered-lines.ts'

it.each<{ name: string; run: Partial<DeliveryRun>; want: string[] }>([
  {
    name: 'live, and later undone',
    run: {
      totalMs: 900,
      releaseRevision: 'd'.repeat(40),
      undone: [{ app: 'web', to: 'e'.repeat(40), at: 0 }],
    },
    want: ['  ccccccc live after 900 ms, release ddddddd, web rolled back to eeeeeee  Greet'],
  },
  {
    name: 'failed, with the first line of why',
    run: { state: 'failed', reason: 'web: test failed:\n\x1b[2J3 tests' },
    want: ['  ccccccc failed  Greet', '      web: test failed:'],
  },
  {
    name: 'interrupted by the end of the platform',
    run: { state: 'interrupted', reason: 'the platform ended before it was live' },
    want: ['  ccccccc interrupted  Greet', '      the platform ended before it was live'],
  },
  {
    name: 'live after a restart, in no time that was measured',
    run: { reason: 'after a restart of the platform' },
    want: ['  ccccccc live  Greet'],
  },
  {
    name: 'of a subject that would clear the screen',
    run: { subject: '\x1b[2JGreet' },
    want: ['  ccccccc live  \\u001b[2JGreet'],
  },
])('shows a delivery that is $name', ({ run, want }) => {
  const whole: DeliveryRun = {
    commit: 'c'.repeat(40),
    subject: 'Greet',
    apps: ['web'],
    state: 'live',
    pushedAt: 0,
    phases: [],
  }
  expect(deliveredLines({ ...whole, ...run }, (_, text) => text)).toEqual(want)
})
