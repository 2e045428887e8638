import { GitopsError } from '@gitops-example/kit/errors'

/** Why a container cannot be made as its spec says: the reason `CreateContainerConfigError` of its status. */
export function configError(message: string): GitopsError {
  return new GitopsError('create-container-config-error', message)
}
