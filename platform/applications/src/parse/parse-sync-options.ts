import type { SyncOptions } from './application.ts'

const defaults: SyncOptions = {
  createNamespace: false,
  prune: true,
  pruneLast: false,
  replace: false,
  validate: true,
  applyOutOfSyncOnly: false,
  respectIgnoreDifferences: false,
  skipDryRunOnMissingResource: false,
  namespaceLabels: {},
  namespaceAnnotations: {},
}

const flags: { [name: string]: keyof SyncOptions } = {
  CreateNamespace: 'createNamespace',
  Prune: 'prune',
  PruneLast: 'pruneLast',
  Replace: 'replace',
  Validate: 'validate',
  ApplyOutOfSyncOnly: 'applyOutOfSyncOnly',
  RespectIgnoreDifferences: 'respectIgnoreDifferences',
  SkipDryRunOnMissingResource: 'skipDryRunOnMissingResource',
}

/**
 * What sync does anyway, so that either value changes nothing that a user could see: it always applies on the server
 * and fails on resources of other Applications.
 */
const accepted = new Set([
  'ServerSideApply=true',
  'ServerSideApply=false',
  'FailOnSharedResource=true',
  'PrunePropagationPolicy=foreground',
])

/** Options of the form `Name=value`, on top of `base`; `problems` gets those that are not supported. */
export function parseSyncOptions(
  options: readonly string[],
  problems: string[],
  base: SyncOptions = defaults,
): SyncOptions {
  const parsed = { ...base }
  for (const option of options) {
    const [name = '', value] = option.trim().split('=')
    const flag = Object.hasOwn(flags, name) ? flags[name] : undefined
    if (flag !== undefined && (value === 'true' || value === 'false')) {
      Object.assign(parsed, { [flag]: value === 'true' })
    } else if (!accepted.has(option.trim())) {
      problems.push(`sync option ${option.trim()} is not supported`)
    }
  }
  return parsed
}
