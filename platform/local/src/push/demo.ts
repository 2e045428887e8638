import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { type Git, gitIn, platformIdentity } from '@gitops-example/kit/git/git'
import { asItIs, settingsEnv } from '@gitops-example/kit/git/git-settings'
import { runningPlatform } from '../control/running-platform.ts'
import type { DeliveryRun, RunUpdate } from '../run/delivery-run.ts'
import type { Settings } from '../state/settings.ts'
import { statePaths } from '../state/state-paths.ts'
import { followCommit } from './follow-commit.ts'
import { pushHead } from './push.ts'

export interface DemoOptions {
  root: string
  settings: Settings
  runs: number
  onUpdate: (update: RunUpdate) => void
  signal: AbortSignal
}

/**
 * Delivers `runs` scripted commits, one after the other, from a separate clone: each changes the text of the first
 * heading in an app's sources. A last commit, which is not counted, restores the heading.
 */
export async function demo(options: DemoOptions): Promise<DeliveryRun[]> {
  const { root, settings, signal } = options
  runningPlatform(root)
  const paths = statePaths(root)
  const directory = mkdtempSync(join(paths.run, 'demo-'))
  try {
    const git = gitIn(directory, { ...platformIdentity, ...settingsEnv(asItIs(paths.origin)) })
    await git.run([
      'clone',
      '--quiet',
      '--template=',
      '--origin',
      settings.remote,
      '--branch',
      settings.branch,
      paths.origin,
      '.',
    ])
    const heading = await findHeading(git)
    const runs: DeliveryRun[] = []
    for (let index = 1; index <= options.runs; index++) {
      signal.throwIfAborted()
      // With the time it is a text that no check has seen before, so that no cache answers.
      const text = `${heading.text} (demo ${index} of ${options.runs}, ${new Date(systemClock.now()).toISOString()})`
      runs.push(await deliver(options, git, heading, text, `Demo ${index} of ${options.runs}`))
    }
    await deliver({ ...options, onUpdate: () => {} }, git, heading, heading.text, 'Restore the heading')
    return runs
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

interface Heading {
  file: string
  text: string
}

const headingPattern = /(<h1>)([^<{]*)(<\/h1>)/

async function findHeading(git: Git): Promise<Heading> {
  const found = await git.try(['grep', '-lE', '<h1>[^<{]+</h1>', '--', 'dev/*/src/*', ':!*.test.*'])
  for (const file of found.stdout.split('\n').filter(Boolean)) {
    const text = headingPattern.exec(readFileSync(join(git.dir, file), 'utf8'))?.[2]
    if (text !== undefined) return { file, text }
  }
  throw new GitopsError(
    'no-heading',
    'Cannot find a heading to change: no source file in dev/*/src has an <h1> with plain text.',
    {
      hint: 'Commit a change of your own, then run gitops push.',
    },
  )
}

async function deliver(
  { root, settings, onUpdate, signal }: DemoOptions,
  git: Git,
  heading: Heading,
  text: string,
  subject: string,
): Promise<DeliveryRun> {
  await git.run(['fetch', '--quiet', settings.remote])
  await git.run(['reset', '--quiet', '--hard', `${settings.remote}/${settings.branch}`])
  const path = join(git.dir, heading.file)
  writeFileSync(
    path,
    readFileSync(path, 'utf8').replace(headingPattern, `$1${text.replaceAll('$', '$$$$')}$3`),
  )
  const committedAt = systemClock.now()
  await git.run(['commit', '--quiet', '--all', '--message', subject])
  const commitMs = systemClock.now() - committedAt
  const { branch, remote } = settings
  const pushed = await pushHead({ git, originDir: statePaths(root).origin, branch, remote })
  if (pushed.kind === 'nothing') {
    throw new GitopsError('demo-no-change', `${heading.file} already has the text "${text}".`)
  }
  const run = await followCommit(runningPlatform(root), pushed, onUpdate, signal)
  return { ...run, phases: [{ name: 'commit', startMs: -commitMs, ms: commitMs }, ...run.phases] }
}

/** The value below which `share` (0 to 1) of the values lie: nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
