import { execa } from 'execa'
import { GitopsError } from '../errors.ts'

export interface ExecOptions {
  cwd?: string
  /** The whole environment of the child; `baseEnv()` when absent. */
  env?: Record<string, string>
  /** Written to standard input, which is empty otherwise. */
  input?: string | Uint8Array
  timeoutMs?: number
  signal?: AbortSignal
  /** Numeric user and group to run as; only root may set them. */
  uid?: number
  gid?: number
  /** Called with each line of standard output and standard error as it comes. */
  onLine?: (line: string) => void
  /** Values replaced by `***` in the error that a failure throws. */
  secrets?: readonly string[]
}

export interface ExecResult {
  exitCode: number
  stdout: string
  stderr: string
  durationMs: number
}

/** Says to which platform a program belongs, and everything that it starts. */
export const ownerVariable = 'GITOPS_OWNER'

/** The variables that programs need to find their files and their network, and nothing else of ours but the owner. */
export function baseEnv(source: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const names =
    /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|TERM|XDG_.*|SSL_CERT_.*|GITOPS_OWNER|NODE_EXTRA_CA_CERTS|(HTTPS?|NO|ALL)_PROXY)$/i
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && names.test(name)) kept[name] = value
  }
  return kept
}

/** Runs a program and returns its output whatever its exit code; throws only when it cannot run or is cut off. */
export async function tryExec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const [file, ...args] = argv
  if (file === undefined) throw new GitopsError('exec-no-command', 'Cannot run an empty command.')
  const child = execa(file, args, {
    cwd: options.cwd ?? process.cwd(),
    env: options.env ?? baseEnv(),
    extendEnv: false,
    all: true,
    reject: false,
    stripFinalNewline: false,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.uid === undefined ? {} : { uid: options.uid }),
    ...(options.gid === undefined ? {} : { gid: options.gid }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  })
  const { onLine } = options
  const lines = onLine && passLines(child.iterable({ from: 'all', preserveNewlines: false }), onLine)
  const [result] = await Promise.all([child, lines])
  const durationMs = Math.round(result.durationMs)
  if (result.exitCode === undefined) {
    throw execError(argv, { ...result, exitCode: -1, durationMs }, options, failureState(result, durationMs))
  }
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr, durationMs }
}

/** Like `tryExec`, and throws `command-failed` when the program exits with another code than 0. */
export async function exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const result = await tryExec(argv, options)
  if (result.exitCode !== 0) {
    throw execError(argv, result, options, `exit code ${result.exitCode} after ${result.durationMs} ms`)
  }
  return result
}

/** The command as a person can paste it into a shell. */
export function pasteable(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ')
}

function execError(argv: readonly string[], result: ExecResult, options: ExecOptions, state: string) {
  const output = `${result.stderr}\n${result.stdout}`.trim().split('\n').slice(-10).join('\n')
  let text = `${pasteable(argv)}: ${state}.${output === '' ? '' : `\n${output}`}`
  for (const secret of options.secrets ?? []) {
    if (secret !== '') text = text.replaceAll(secret, '***')
  }
  return new GitopsError('command-failed', text, { cause: result })
}

function failureState(
  result: { isCanceled: boolean; timedOut: boolean; signal?: string | undefined; code?: string | undefined },
  durationMs: number,
): string {
  if (result.timedOut) return `no answer after ${durationMs} ms`
  if (result.isCanceled) return `cancelled after ${durationMs} ms`
  if (result.signal !== undefined) return `ended by ${result.signal} after ${durationMs} ms`
  return result.code === 'ENOENT'
    ? 'program or working directory not found'
    : `cannot start (${result.code ?? 'unknown error'})`
}

async function passLines(lines: AsyncIterable<unknown>, onLine: (line: string) => void): Promise<void> {
  try {
    for await (const line of lines) onLine(String(line))
  } catch {
    // The iteration rejects when the child fails; the child's own result reports that.
  }
}
