import { GitopsError } from '@gitops-example/kit/errors'

/** What a user of one machine may choose; every value has a default. */
export interface Settings {
  /** The branch whose commits are delivered. */
  branch: string
  /** The folder below `ops/environments` that this machine runs. */
  environment: string
  /** Name of the git remote that `gitops up` adds to the checkout. */
  remote: string
  /** Whether a release that turns Degraded is undone without a person. */
  autoRollback: boolean
  /** Whether edits below `dev/` are checked when they are saved, before anybody pushes them. */
  checkEdits: boolean
  ports: { ingress: number; api: number; postgres: number; control: number }
}

const oneMachine = 'local'

/**
 * Reads `GITOPS_BRANCH`, `GITOPS_ENVIRONMENT`, `GITOPS_AUTO_ROLLBACK` (on or off; on by default in `local` only) and
 * `GITOPS_CHECK_EDITS` (on or off; on by default). Ports are preferences: one that is taken is replaced by a free one.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const environment = env.GITOPS_ENVIRONMENT || oneMachine
  return {
    branch: env.GITOPS_BRANCH || 'master',
    environment,
    autoRollback: isOn(env, 'GITOPS_AUTO_ROLLBACK', environment === oneMachine),
    checkEdits: isOn(env, 'GITOPS_CHECK_EDITS', true),
    remote: 'local',
    ports: { ingress: 8080, api: 6443, postgres: 5432, control: 8090 },
  }
}

function isOn(env: NodeJS.ProcessEnv, name: string, byDefault: boolean): boolean {
  const value = env[name] || (byDefault ? 'on' : 'off')
  if (value === 'on' || value === 'off') return value === 'on'
  throw new GitopsError('bad-setting', `${name} is "${value}".`, { hint: 'Set it to on or off.' })
}
