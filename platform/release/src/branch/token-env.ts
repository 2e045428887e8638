import { settingsEnv } from '@gitops-example/kit/git/git-settings'

/**
 * Variables for `gitIn` by which git sends a token to one repository over HTTPS, as GitHub takes it: not in an address,
 * which is logged, and not in a file. Other headers for it, such as those that a checkout on GitHub leaves, are dropped:
 * two are refused. None for a remote that is reached otherwise.
 */
export function tokenEnv(remote: string, token: string): Record<string, string> {
  if (!/^(https:|http:\/\/127\.0\.0\.1[:/])/.test(remote)) return {}
  const key = `http.${remote}.extraHeader`
  const credentials = Buffer.from(`x-access-token:${token}`).toString('base64')
  return settingsEnv([
    [key, ''],
    [key, `Authorization: Basic ${credentials}`],
  ])
}
