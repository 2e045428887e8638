import type { Handler } from './handler.ts'

/** The code of each verb, loaded when it is called, so that a quick verb does not wait for the code of a large one. */
export const handlers: ReadonlyMap<string, () => Promise<Handler>> = new Map([
  ['up', async () => (await import('./handlers/up.ts')).up],
  ['down', async () => (await import('./handlers/down.ts')).down],
  ['reset', async () => (await import('./handlers/reset.ts')).reset],
  ['doctor', async () => (await import('./handlers/doctor.ts')).doctor],
  ['status', async () => (await import('./handlers/status.ts')).status],
  ['push', async () => (await import('./handlers/push.ts')).push],
  ['watch', async () => (await import('./handlers/watch.ts')).watch],
  ['demo', async () => (await import('./handlers/demo.ts')).demo],
  ['wait', async () => (await import('./handlers/wait.ts')).wait],
  ['releases', async () => (await import('./handlers/releases.ts')).releases],
  ['promote', async () => (await import('./handlers/promote.ts')).promote],
  ['rollback', async () => (await import('./handlers/rollback.ts')).rollback],
  ['metrics', async () => (await import('./handlers/metrics.ts')).metrics],
  ['apps', async () => (await import('./handlers/apps.ts')).apps],
  ['plan', async () => (await import('./handlers/plan.ts')).plan],
  ['check', async () => (await import('./handlers/check.ts')).check],
  ['build', async () => (await import('./handlers/build.ts')).build],
  ['bump', async () => (await import('./handlers/bump.ts')).bump],
  ['provision', async () => (await import('./handlers/provision.ts')).provision],
  ['destroy', async () => (await import('./handlers/destroy.ts')).destroy],
  ['completion', async () => (await import('./handlers/completion.ts')).completion],
  ['help', async () => (await import('./handlers/help.ts')).help],
])
