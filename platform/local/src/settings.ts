import { GitopsError } from '@gitops-example/kit/errors'

/** What a user of one machine may choose; every value has a default. */
export interface Settings {
  /** The branch whose commits are delivered. */
  branch: string
  /** The folder below `ops/environments` that this machine runs. */
  environment: string
  /** Name of the git remote that `gitops up` adds to the checkout. */
  remote: string
  /** Whether a release that turns out bad is undone without a person. */
  autoRollback: boolean
  ports: { ingress: number; api: number; postgres: number; control: number }
}

const oneMachine = 'local'

/**
 * Reads `GITOPS_BRANCH`, `GITOPS_ENVIRONMENT` and `GITOPS_AUTO_ROLLBACK` (on or off; on by default in `local` only). Ports
 * are preferences: a taken one is replaced by a free one.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const environment = env.GITOPS_ENVIRONMENT || oneMachine
  const autoRollback = env.GITOPS_AUTO_ROLLBACK || (environment === oneMachine ? 'on' : 'off')
  if (autoRollback !== 'on' && autoRollback !== 'off') {
    throw new GitopsError('bad-setting', `GITOPS_AUTO_ROLLBACK is "${autoRollback}".`, {
      hint: 'Set it to on or off.',
    })
  }
  return {
    branch: env.GITOPS_BRANCH || 'master',
    environment,
    autoRollback: autoRollback === 'on',
    remote: 'local',
    ports: { ingress: 8080, api: 6443, postgres: 5432, control: 8090 },
  }
}
