const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const label1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/
const maxLabel = 63
const maxSubdomain = 253

/** Says what is wrong with a text, in upstream's words; nothing when it is right. */
export type Check = (text: string) => string | undefined

/** A label of RFC 1123 (Kubernetes: Object Names). */
export const dnsLabel: Check = (text) => {
  if (text.length > maxLabel) return `must be no more than ${maxLabel} bytes`
  if (label.test(text)) return undefined
  return "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
}

/** A label of RFC 1035: it starts with a letter. */
export const dns1035Label: Check = (text) => {
  if (text.length > maxLabel) return `must be no more than ${maxLabel} bytes`
  if (label1035.test(text)) return undefined
  return "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')"
}

/** Labels of RFC 1123 with dots between them. */
export const dnsSubdomain: Check = (text) => {
  if (text.length > maxSubdomain) return `must be no more than ${maxSubdomain} bytes`
  if (text.split('.').every((part) => label.test(part))) return undefined
  return "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
}

export const wildcardSubdomain: Check = (text) => {
  if (text.startsWith('*.') && text.length <= maxSubdomain && dnsSubdomain(text.slice(2)) === undefined)
    return undefined
  return "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
}

/** Names that only have to fit into a path, such as those of RBAC. */
export const pathSegment: Check = (text) => {
  if (text === '.' || text === '..') return `may not be '${text}'`
  const wrong = ['/', '%'].find((character) => text.includes(character))
  return wrong === undefined ? undefined : `may not contain '${wrong}'`
}

/** The name of a port (IANA service name). */
export const portName: Check = (text) => {
  if (text.length > 15) return 'must be no more than 15 characters'
  if (!/^[-a-z0-9]+$/.test(text))
    return 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'
  if (!/[a-z]/.test(text)) return 'must contain at least one letter (a-z)'
  if (text.includes('--')) return 'must not contain consecutive hyphens'
  if (text.startsWith('-') || text.endsWith('-')) return 'must not begin or end with a hyphen'
  return undefined
}

/** The key of a ConfigMap or Secret. */
export const configKey: Check = (text) => {
  if (text.length > maxSubdomain) return `must be no more than ${maxSubdomain} bytes`
  if (text === '.' || text === '..' || text.startsWith('..')) return `must not be '${text}'`
  if (/^[-._a-zA-Z0-9]+$/.test(text)) return undefined
  return "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
}

/** The name of an environment variable: anything printable but `=`. */
export const envName: Check = (text) => {
  if (/^[ -<>-~]+$/.test(text)) return undefined
  return "a valid environment variable name must consist only of printable ASCII characters other than '='"
}
