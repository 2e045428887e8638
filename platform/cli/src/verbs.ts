import type { Verb } from './verb.ts'

interface Entry {
  summary: string
  /** Loaded when called, so that a quick verb does not wait for the code of a large one. */
  load: () => Promise<Verb>
}

/** Every verb, in the order of the help. */
export const verbs: Record<string, Entry> = {
  up: {
    summary: 'start every part on this machine, deploy, and stay (npm start)',
    load: async () => (await import('./verbs/up.ts')).up,
  },
  down: {
    summary: 'stop what runs; everything is kept',
    load: async () => (await import('./verbs/down.ts')).down,
  },
  reset: {
    summary: 'stop, and forget .gitops/',
    load: async () => (await import('./verbs/reset.ts')).reset,
  },
  status: {
    summary: 'parts, addresses, Applications and the last deliveries',
    load: async () => (await import('./verbs/status.ts')).status,
  },
  push: {
    summary: 'push HEAD and follow it until it is live or has failed',
    load: async () => (await import('./verbs/push.ts')).push,
  },
  demo: {
    summary: 'deliver scripted commits and show how long each step took',
    load: async () => (await import('./verbs/demo.ts')).demo,
  },
  doctor: {
    summary: 'what is installed, what is missing, how to get it',
    load: async () => (await import('./verbs/doctor.ts')).doctor,
  },
  check: {
    summary: 'lint, types and unit tests of the apps, as the delivery runs them',
    load: async () => (await import('./verbs/check.ts')).check,
  },
  build: {
    summary: 'images of the apps as OCI image layouts, without a daemon',
    load: async () => (await import('./verbs/build.ts')).build,
  },
  bump: {
    summary: 'set the tags of a release in an environment, never backwards',
    load: async () => (await import('./verbs/bump.ts')).bump,
  },
  plan: {
    summary: 'what a commit changes in every environment, rendered',
    load: async () => (await import('./verbs/plan.ts')).plan,
  },
  promote: {
    summary: 'give an environment the images that another one runs',
    load: async () => (await import('./verbs/promote.ts')).promote,
  },
  rollback: {
    summary: 'the last good release again, the bad one in quarantine',
    load: async () => (await import('./verbs/rollback.ts')).rollback,
  },
  metrics: {
    summary: 'the five DORA metrics of an environment',
    load: async () => (await import('./verbs/metrics.ts')).metrics,
  },
  apps: {
    summary: 'the apps of this repository, or those that need a new image',
    load: async () => (await import('./verbs/apps.ts')).apps,
  },
  releases: {
    summary: 'the apps whose image a commit changes, by environment',
    load: async () => (await import('./verbs/releases.ts')).releases,
  },
  wait: {
    summary: 'wait until Argo CD reports a commit live and healthy',
    load: async () => (await import('./verbs/wait.ts')).wait,
  },
  provision: {
    summary: 'make or change an environment on AWS, layer by layer',
    load: async () => (await import('./verbs/provision.ts')).provision,
  },
  destroy: {
    summary: 'take an environment on AWS down, applications first',
    load: async () => (await import('./verbs/destroy.ts')).destroy,
  },
}
