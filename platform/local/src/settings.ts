/** What a user of one machine may choose; every value has a default. */
export interface Settings {
  /** The branch whose commits are delivered. */
  branch: string
  /** The folder below `ops/environments` that this machine runs. */
  environment: string
  /** Name of the git remote that `gitops up` adds to the checkout. */
  remote: string
  ports: { ingress: number; api: number; postgres: number; control: number }
}

/** Reads `GITOPS_BRANCH` and `GITOPS_ENVIRONMENT`; ports are preferences, a taken one is replaced by a free one. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    branch: env.GITOPS_BRANCH || 'master',
    environment: env.GITOPS_ENVIRONMENT || 'local',
    remote: 'local',
    ports: { ingress: 8080, api: 6443, postgres: 5432, control: 8090 },
  }
}
