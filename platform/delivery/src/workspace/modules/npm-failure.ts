import { GitopsError } from '@gitops-example/kit/errors'

const shownLines = 10

/** Codes of npm and of Node.js after which the same install may succeed later. */
const network =
  /^(FETCH_ERROR|E(NOTFOUND|CONN\w+|TIMEDOUT|AI_AGAIN|PIPE|HOSTUNREACH|NETUNREACH)|ERR_SOCKET_TIMEOUT)$/

const hints: readonly (readonly [RegExp, string])[] = [
  [
    /^(E404|ETARGET)$/,
    'Correct the name or version in package.json, or the registry in .npmrc; run npm install and commit.',
  ],
  [/^E40[13]$/, 'Log in to that registry on this machine, or depend on a package that it gives you.'],
  [/^E5\d\d$/, 'The registry has failed: the next push tries again.'],
  [
    /^EINTEGRITY$/,
    'The registry has other bytes than the lockfile asks for: find out why before you run npm install.',
  ],
  [/^ERESOLVE$/, 'Change one of these versions, run npm install and commit the lockfile.'],
  [/^EUSAGE$/, 'Run npm install and commit the lockfile.'],
  [/^EJSONPARSE$/, 'Correct the file and commit.'],
  [/^EBADPLATFORM$/, 'Make it an optional dependency, or do without it.'],
  [/^E(ACCES|PERM|ROFS)$/, 'Give this user the right to write there; the next push tries again.'],
  [/^(ENOSPC|EDQUOT)$/, 'Free space on the disk; the next push tries again.'],
  [/^128$/, 'Make sure that this machine can read that git repository; the next push tries again.'],
  [
    /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|CERT_|ERR_TLS)/,
    'Set NODE_EXTRA_CA_CERTS to the certificates of that registry.',
  ],
  [network, 'Check the network of this machine and the registry in .npmrc; the next push tries again.'],
]

/** What npm said when it could not install the dependencies of a revision, its cause first, without its advice. */
export function npmFailure(revision: string, output: string): GitopsError {
  const words = output.split('\n').flatMap((line) => /^npm (?:error|ERR!) ?(.*)$/.exec(line)?.[1] ?? [])
  const code = words.find((line) => line.startsWith('code '))?.slice('code '.length)
  const told = withoutUsage(words)
    .map(withoutLabel)
    .filter((line) => line.trim() !== '' && !noise.test(line))
  const lines = told.length > 0 ? told : output.trim().split('\n')
  const left = lines.length - shownLines
  const shown = [...lines.slice(0, shownLines), ...(left > 0 ? [`... and ${left} more lines`] : [])]
  const of = code === undefined ? '' : ` (npm error code ${code})`
  const hint = hints.find(([codes]) => codes.test(code ?? ''))?.[1]
  return new GitopsError(
    'install-failed',
    `Cannot install the dependencies of ${revision.slice(0, 7)}${of}: ${sentence(shown)}`,
    { ...(hint === undefined ? {} : { hint }), retryable: network.test(code ?? '') },
  )
}

/** The hint follows a single line on the same one. */
function sentence(lines: readonly string[]): string {
  const text = lines.join('\n')
  return lines.length > 1 || /[.!?]$/.test(text) ? text : `${text}.`
}

/** Fields of the error, its stack, advice that fits any failure, and the place of a log that npm removes again. */
const noise = new RegExp(
  [
    '^(code|errno|syscall|path|dest) ',
    '^\\s+at ',
    '^\\s+(code|errno|syscall|address|port|type|path|dest|\\[?cause\\]?): ',
    '^\\s*}$',
    '^A complete log of this run',
    '^Log files were not written',
    '^You can rerun the command',
    '^For a full report see:',
    '^\\S+-(eresolve-report\\.txt|debug-\\d+\\.log)$',
    '^Fix the upstream dependency conflict',
    '^Note that you can also install from a',
    '^tarball, folder, http url, or git url',
    '^This is a problem related to network',
    '^In most cases,? you',
    '^If you (are behind a proxy|believe this might be)',
    '^The operation was rejected by your',
    '^It is likely you do not have the permissions',
  ].join('|'),
)

/** What npm puts before each line of one kind of error. */
function withoutLabel(line: string): string {
  return line
    .replace(/^(404|403|notarget|notsup|network|nospc|JSON\.parse|enoent|audit)( +|$)/, '')
    .replace(/ {$/, '')
}

/** Without the list of options that npm prints when it cannot begin. */
function withoutUsage(lines: readonly string[]): readonly string[] {
  const at = lines.indexOf('Clean install a project')
  return at === -1 ? lines : lines.slice(0, at)
}
