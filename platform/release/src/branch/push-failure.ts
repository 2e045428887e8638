import { GitopsError } from '@gitops-example/kit/errors'

/** What git's words mean: the code, whether to retry, and what the reader can do. Sources: git-push(1), gitprotocol-pack(5). */
const meanings: { pattern: RegExp; code: string; retryable: boolean; hint: string }[] = [
  {
    pattern:
      /non-fast-forward|fetch first|stale info|cannot lock ref|failed to update ref|incorrect old value|reference already exists|unable to create .*\.lock/i,
    code: 'push-raced',
    retryable: true,
    hint: 'Somebody else pushed at the same time.',
  },
  {
    pattern:
      /GH006|protected branch|protected by|pre-receive hook declined|hook declined|GH013|not allowed to push/i,
    code: 'push-refused',
    retryable: false,
    hint: 'The branch is protected. Let this identity push to it, or give gitops another branch.',
  },
  {
    pattern:
      /Authentication failed|could not read Username|Permission denied|HTTP 40[13]|returned error: 40[13]/i,
    code: 'remote-denied',
    retryable: false,
    hint: 'Check the token or key, and that it may write contents.',
  },
  {
    pattern:
      /does not appear to be a git repository|repository .* (not found|does not exist)|returned error: 404/i,
    code: 'remote-unknown',
    retryable: false,
    hint: 'Name the repository with --remote or --ops: an address, a path, or a remote of this clone (git remote).',
  },
  {
    pattern: /couldn't find remote ref/i,
    code: 'branch-missing',
    retryable: false,
    hint: 'Push the branch first, or name another with --branch.',
  },
  {
    pattern:
      /Could not resolve host|Connection (refused|reset|timed out)|Failed to connect|unexpected disconnect|early EOF|returned error: 5\d\d|hung up unexpectedly|Could not connect|too slow|timed out/i,
    code: 'remote-unreachable',
    retryable: true,
    hint: 'Check the address and the network.',
  },
]

/** The error for a `git push` or `git fetch` that failed, from what it printed. */
export function pushFailure(
  branch: string,
  remote: string,
  output: string,
  action: 'push' | 'fetch' = 'push',
): GitopsError {
  const meaning = meanings.find(({ pattern }) => pattern.test(output))
  const said = withoutCredentials(output)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(To |Done$)/.test(line))
    .slice(-8)
    .join('\n')
  const message = `Cannot ${action} ${branch} ${action === 'push' ? 'to' : 'from'} ${withoutCredentials(remote)}:\n${said}`
  return new GitopsError(meaning?.code ?? 'push-failed', message, {
    hint: meaning?.hint ?? 'Fix what git reports, then run the same command again.',
    retryable: meaning?.retryable ?? false,
  })
}

/** Addresses may carry a token: `https://user:token@host`. */
function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^/@\s]+@/g, '$1***@')
}
