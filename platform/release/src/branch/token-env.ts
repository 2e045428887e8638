/**
 * Variables for `gitIn` by which git sends a token to one repository over HTTPS, as GitHub takes it: not in an address,
 * which is logged, and not in a file. Other headers for it, such as those that a checkout on GitHub leaves, are dropped:
 * two are refused. None for a remote that is reached otherwise.
 */
export function tokenEnv(remote: string, token: string): Record<string, string> {
  if (!/^(https:|http:\/\/127\.0\.0\.1[:/])/.test(remote)) return {}
  const key = `http.${remote}.extraHeader`
  const credentials = Buffer.from(`x-access-token:${token}`).toString('base64')
  return {
    // The first is set by `gitIn`.
    GIT_CONFIG_COUNT: '3',
    GIT_CONFIG_KEY_1: key,
    GIT_CONFIG_VALUE_1: '',
    GIT_CONFIG_KEY_2: key,
    GIT_CONFIG_VALUE_2: `Authorization: Basic ${credentials}`,
  }
}
