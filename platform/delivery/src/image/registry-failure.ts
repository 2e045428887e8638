import { GitopsError } from '@gitops-example/kit/errors'

interface Meaning {
  pattern: RegExp
  code: string
  retryable?: boolean
  hint: (host: string) => string
}

/** What skopeo's messages mean. Sources: distribution-spec, "Error codes"; Go's net package; skopeo's own. */
const meanings: readonly Meaning[] = [
  {
    pattern: /manifest unknown|name unknown|MANIFEST_UNKNOWN|NAME_UNKNOWN|StatusCode: 404|status 404/i,
    code: 'image-missing',
    hint: () => 'Build and push it first.',
  },
  {
    pattern: /unauthorized|authentication required|denied|forbidden|invalid username\/password/i,
    code: 'registry-denied',
    hint: (host) => `Log in with skopeo login ${host}, as a user who may write to this repository.`,
  },
  {
    pattern: /gave HTTP response to HTTPS client/,
    code: 'registry-insecure',
    hint: (host) => `Give ${host} a certificate, or name it as insecure in containers-registries.conf(5).`,
  },
  {
    pattern: /x509|certificate/i,
    code: 'registry-certificate',
    hint: (host) => `Let this machine trust the certificate of ${host}, such as by SSL_CERT_FILE.`,
  },
  {
    pattern: /context deadline exceeded|timeout|timed out/i,
    code: 'registry-unreachable',
    retryable: true,
    hint: (host) => `${host} does not answer in time. Try again later.`,
  },
  {
    pattern:
      /connection (refused|reset)|server closed|connection broken|no such host|no route|unreachable|EOF|broken pipe|toomanyrequests|too many requests|status(?: ?code)?:? 5\d\d|50\d /i,
    code: 'registry-unreachable',
    retryable: true,
    hint: (host) => `Check that ${host} is up and that this machine reaches it.`,
  },
]

/** The error for a call of skopeo that failed, from what it printed. `repository` names the registry. */
export function registryFailure(action: string, repository: string, stderr: string): GitopsError {
  const said = lastWords(stderr)
  const meaning = meanings.find(({ pattern }) => pattern.test(said))
  return new GitopsError(
    meaning?.code ?? 'registry-failed',
    `Cannot ${action}: ${said.replace(/\.?$/, '.')}`,
    {
      hint: meaning?.hint(registryHost(repository)) ?? 'Check the name of the repository.',
      retryable: meaning?.retryable ?? false,
    },
  )
}

/** As Docker reads a name: what is before the first slash, if it can be a host; Docker Hub else. */
export function registryHost(repository: string): string {
  const [first = '', ...rest] = repository.split('/')
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io'
}

/** Skopeo prints lines of logrus: `time="…" level=fatal msg="…"`. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const fatal = lines.findLast((line) => /level=(fatal|error)/.test(line))
  if (fatal === undefined) return lines.slice(-3).join('\n') || 'skopeo printed nothing.'
  const quoted = /msg=("(?:[^"\\]|\\.)*")/.exec(fatal)?.[1]
  try {
    return quoted === undefined ? fatal : String(JSON.parse(quoted))
  } catch {
    return fatal // quoted as Go does, which is not always JSON
  }
}
