import { GitopsError } from '@gitops-example/kit/errors'
import { freePort } from '@gitops-example/kit/free-port'
import { tryExec } from '@gitops-example/kit/process/exec'
import { connectControl } from '../control/control-client.ts'
import { postgresBinaries } from '../database/postgres-binaries.ts'
import { databaseUser } from '../database/system-user.ts'
import { ordinaryUserNote } from '../start/pod-runtime.ts'
import type { Settings } from '../state/settings.ts'
import { statePaths } from '../state/state-paths.ts'
import { stateProblem } from '../state/state-problem.ts'
import { findProgram } from '../tools/find-program.ts'
import { helm } from '../tools/pins.ts'
import type { Finding } from './finding.ts'
import { surroundings } from './surroundings.ts'

/** Checks everything that the platform needs on this machine; changes nothing. */
export async function doctor(root: string, settings: Settings, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  return [
    node(),
    await program('git', ['--version'], 'missing', "install git with the system's package manager"),
    await helmFinding(statePaths(root).tools),
    postgres(),
    await program('kubectl', ['version', '--client'], 'optional', 'install kubectl to look into the cluster'),
    state(root),
    ...pods(),
    ...(await portFindings(root, settings)),
    ...(await surroundings(root, env)),
  ]
}

function state(root: string): Finding {
  const paths = statePaths(root)
  const problem = stateProblem(paths)
  if (problem === undefined) return { name: 'state', state: 'ok', detail: `kept in ${paths.state}` }
  const { message, hint = '' } = problem
  return { name: 'state', state: 'missing', detail: message, fix: hint }
}

function pods(): Finding[] {
  const note = ordinaryUserNote()
  return note === undefined ? [] : [{ name: 'pods', state: 'ok', detail: note }]
}

function node(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  const detail = `${process.version} at ${process.execPath}`
  return major >= 24
    ? { name: 'node', state: 'ok', detail }
    : { name: 'node', state: 'missing', detail, fix: './gitops installs Node 24 into node_modules' }
}

async function program(
  name: string,
  versionArgs: string[],
  absent: 'missing' | 'optional',
  fix: string,
): Promise<Finding> {
  try {
    const { stdout } = await tryExec([name, ...versionArgs], { timeoutMs: 10_000 })
    return { name, state: 'ok', detail: stdout.split('\n')[0]?.trim() ?? '' }
  } catch {
    return { name, state: absent, detail: 'not on PATH', fix }
  }
}

async function helmFinding(toolsDir: string): Promise<Finding> {
  const found = await findProgram(helm, toolsDir)
  if (found !== undefined) return { name: 'helm', state: 'ok', detail: `${found.version} at ${found.path}` }
  return {
    name: 'helm',
    state: 'optional',
    detail: 'not installed yet',
    fix: `npm start downloads ${helm.version}, or compiles it where Go is installed (${helm.compileTime})`,
  }
}

function postgres(): Finding {
  try {
    const { postgres: path } = postgresBinaries()
    const user = databaseUser()
    return {
      name: 'postgres',
      state: 'ok',
      detail: user === undefined ? path : `${path}, run as ${user.name}`,
    }
  } catch (error) {
    if (!(error instanceof GitopsError)) throw error
    const { message, hint } = error
    return {
      name: 'postgres',
      state: 'missing',
      detail: message,
      ...(hint === undefined ? {} : { fix: hint }),
    }
  }
}

async function portFindings(root: string, settings: Settings): Promise<Finding[]> {
  if (connectControl(statePaths(root).run) !== undefined) {
    return [{ name: 'platform', state: 'ok', detail: 'running; gitops status shows its ports' }]
  }
  const findings: Finding[] = []
  for (const [name, port] of Object.entries(settings.ports)) {
    const free = (await freePort(port)) === port
    const detail = free ? `${port} is free` : `${port} is taken; another will be used`
    findings.push({ name: `port ${name}`, state: 'ok', detail })
  }
  return findings
}
