/** A setting of git-config(1), such as `['core.pager', 'cat']`. */
export type GitSetting = readonly [key: string, value: string]

/**
 * What a person sets for their own work and what would break ours. Address rewriting, credentials and proxies stay: verbs
 * reach the person's remotes by them.
 */
export const ownSettings: readonly GitSetting[] = [
  ['safe.directory', '*'],
  ['safe.bareRepository', 'all'],
  ['protocol.file.allow', 'always'],
  ['clone.rejectShallow', 'false'],
  ['core.fsmonitor', 'false'],
  ['commit.gpgSign', 'false'],
  ['tag.gpgSign', 'false'],
  ['push.gpgSign', 'false'],
  ['log.showSignature', 'false'],
  ['i18n.logOutputEncoding', 'UTF-8'],
  // With fetch.prune it removes every tag that the machine's repository lacks.
  ['fetch.pruneTags', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['push.recurseSubmodules', 'no'],
]

/** Git then finds no hook, neither of the repository nor of the user. */
export const withoutHooks: GitSetting = ['core.hooksPath', '/dev/null']

/** Variables by which git reads these settings; of two for one key, the later one holds (git-config(1), "ENVIRONMENT"). */
export function settingsEnv(settings: readonly GitSetting[]): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) }
  for (const [index, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key
    env[`GIT_CONFIG_VALUE_${index}`] = value
  }
  return env
}

/** The settings that variables hold already: `settingsEnv` backwards. */
export function settingsIn(env: Readonly<Record<string, string>>): GitSetting[] {
  return Array.from({ length: Number(env.GIT_CONFIG_COUNT ?? 0) }, (_, index) => [
    env[`GIT_CONFIG_KEY_${index}`] ?? '',
    env[`GIT_CONFIG_VALUE_${index}`] ?? '',
  ])
}

/**
 * Settings under which an address or path is used as it is: of the rules of `url.*.insteadOf`, the longest that matches
 * holds, and none is longer than the whole of it.
 */
export function asItIs(address: string): GitSetting[] {
  return [
    [`url.${address}.insteadOf`, address],
    [`url.${address}.pushInsteadOf`, address],
  ]
}
