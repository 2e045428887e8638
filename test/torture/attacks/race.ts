import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'
import { type Subject, unfollowed } from '../subject.ts'
import type { Attack } from './attack.ts'

const attempts = 30
const folder = 'dev/webapp/src/people'

/** Several people push at once, each again when another was first; sometimes somebody rolls back meanwhile. */
export const race: Attack = {
  kind: 'race',
  async run(subject, random) {
    const people = 3 + random.below(6)
    const rollsBack = random.percent(40)
    const clones = mkdtempSync(join(tmpdir(), 'gitops-torture-'))
    try {
      const pushes = Array.from({ length: people }, (_, index) => pushOne(subject, clones, `person${index}`))
      const rollback = rollsBack ? subject.platform.gitops('rollback', 'webapp', '--no-wait') : undefined
      const ended = await Promise.allSettled(pushes)
      await rollback
      const refused = ended.find((one) => one.status === 'rejected')
      if (refused !== undefined) throw refused.reason
      await subject.pull()
    } finally {
      rmSync(clones, { recursive: true, force: true })
    }
    return `race of ${people} people${rollsBack ? ' and a rollback' : ''}`
  },
}

async function pushOne(subject: Subject, clones: string, name: string): Promise<void> {
  const dir = join(clones, name)
  mkdirSync(dir)
  const git = gitIn(dir, unfollowed)
  await git.run(['clone', '--quiet', '--branch', 'master', subject.origin, '.'])
  mkdirSync(join(dir, folder), { recursive: true })
  writeFileSync(join(dir, folder, `${name}.ts`), `export const ${name} = ${subject.commits.length}\n`)
  await git.run(['add', '--all'])
  await git.run(['commit', '--quiet', '--message', `By ${name}`])
  for (let attempt = 1; attempt <= attempts; attempt++) {
    await git.run(['pull', '--quiet', '--rebase', 'origin', 'master'])
    const { exitCode, stderr } = await git.try(['push', '--quiet', 'origin', 'HEAD:master'])
    if (exitCode === 0) {
      subject.commits.push(await git.run(['rev-parse', 'HEAD']))
      return
    }
    if (attempt === attempts) throw new Error(`${name} could not push in ${attempts} attempts: ${stderr}`)
  }
}
