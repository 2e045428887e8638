import { isLibpqVariable } from '@gitops-example/kit/process/clean-environment'
import { baseEnv, tryExec } from '@gitops-example/kit/process/exec'
import { refusedPush, refusedTransport } from '../git-host/refused-transport.ts'
import type { Finding } from './finding.ts'

/** A setting or variable of the person that the platform sets aside, and what that means. */
interface SetAside {
  pattern: RegExp
  meaning: string
}

const gitSettings: readonly SetAside[] = [
  { pattern: /^core\.hookspath$/, meaning: 'these hooks run in your own git and in ./gitops push only' },
  { pattern: /^init\.templatedir$/, meaning: "no repository of the platform's is made from it" },
  { pattern: /^url\..*\.(push)?insteadof$/, meaning: "the machine's repository is used as it is" },
  { pattern: /^(commit|push)\.gpgsign$/, meaning: 'commits and pushes of the platform are not signed' },
]

/** What the machine's settings would change if the platform let them; only what is found. */
export async function surroundings(root: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const findings = [...variableFindings(env, process.umask())]
  const refused = await refusedTransport(root)
  if (refused !== undefined)
    findings.push({ name: 'git', state: 'optional', detail: refused, fix: refusedPush })
  return [...findings, ...settingFindings(await personalSettings(root))]
}

/** Pure, for variables and the umask of the shell. */
export function variableFindings(env: NodeJS.ProcessEnv, umask: number): Finding[] {
  const findings: Finding[] = []
  const found = (names: string[], meaning: string) => {
    if (names.length > 0)
      findings.push({ name: 'environment', state: 'ok', detail: `${names.join(', ')}: ${meaning}` })
  }
  const names = Object.keys(env).sort()
  found(names.filter(isLibpqVariable), 'not read; the database has its own')
  found(
    names.filter((name) => name === 'NODE_USE_ENV_PROXY'),
    'what listens on this machine is reached without a proxy',
  )
  if ((umask & 0o055) !== 0)
    found([`umask ${umask.toString(8).padStart(3, '0')}`], 'the platform makes its files under 022')
  return findings
}

/** Pure, for the names of git settings, in lower case as git lists them. */
export function settingFindings(keys: readonly string[]): Finding[] {
  return gitSettings.flatMap(({ pattern, meaning }) => {
    const found = [...new Set(keys.filter((key) => pattern.test(key)))]
    return found.length === 0
      ? []
      : [{ name: 'git', state: 'ok' as const, detail: `${found.join(', ')}: ${meaning}` }]
  })
}

async function personalSettings(root: string): Promise<string[]> {
  const scopes = ['--system', '--global'].map(async (scope) => {
    const args = ['config', scope, '--null', '--name-only', '--list']
    const { exitCode, stdout } = await tryExec(['git', ...args], { cwd: root, env: baseEnv() })
    return exitCode === 0 ? stdout.split('\0').filter((key) => key !== '') : []
  })
  return (await Promise.all(scopes)).flat()
}
