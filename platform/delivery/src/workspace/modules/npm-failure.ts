import { GitopsError } from '@gitops-example/kit/errors'

/** What npm said when it could not install the dependencies of a revision. */
export function npmFailure(revision: string, output: string): GitopsError {
  return new GitopsError('install-failed', `npm ci failed for ${revision.slice(0, 7)}:\n${output}`)
}
