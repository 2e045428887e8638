/**
 * What to do about what Terraform printed before it failed; undefined where its own message has to suffice. Terraform
 * has one exit code for every failure, so its output is the only source.
 */
export function failureHint(output: string, layerDir: string): string | undefined {
  const text = output.replace(/^[│╷╵ ]+/gm, '').replaceAll('\n', ' ')
  if (/Error acquiring the state lock/.test(text)) return lockHint(text, layerDir)
  if (/NoSuchBucket|S3 bucket "[^"]*" does not exist/.test(text)) {
    return 'The bucket of the state was deleted or is in another account. Create it: ops/environments/bootstrap.sh ENV.'
  }
  if (/ExpiredToken|token (has|included in the request is) expired|SSO session.*expired/i.test(text)) {
    return 'The credentials have expired. Sign in again (aws sso login, or AWS_PROFILE).'
  }
  if (/dependency lock file|doesn't match any of the checksums/i.test(text)) {
    return `A provider does not match ${layerDir}/.terraform.lock.hcl. To take newer ones: terraform -chdir=${layerDir} init -upgrade -backend-config=../backend.hcl, then commit that file.`
  }
  if (/Failed to query available provider packages|Failed to install provider/.test(text)) {
    return 'The providers could not be downloaded. Check the network, or name a mirror in a Terraform CLI configuration file (provider_installation).'
  }
  if (/Backend configuration changed/.test(text)) {
    return `That folder was initialised with another bucket. Remove ${layerDir}/.terraform and run the same command again.`
  }
  return undefined
}

function lockHint(text: string, layerDir: string): string {
  // What the store answered, before it, may contain other ids.
  const info = text.split('Lock Info:')[1] ?? ''
  const value = (name: string) => new RegExp(`\\b${name}:\\s+(\\S+)`).exec(info)?.[1]
  const holder = [value('Who'), value('Created')].filter((part) => part !== undefined).join(' since ')
  const id = value('ID') ?? 'LOCK_ID'
  return `${holder === '' ? 'Another run' : holder} holds the lock. Wait until that run ends; if it is dead: terraform -chdir=${layerDir} force-unlock ${id}.`
}
