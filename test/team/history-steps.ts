import type { Actor, Step } from './actor.ts'
import { editAny } from './edit-steps.ts'

/** Resolves with how it went; a rebase that meets a conflict is given up for a merge. */
export async function pull({ person }: Actor, how: 'merge' | 'rebase'): Promise<string> {
  await person.git.run(['fetch', '--quiet', 'origin'])
  if (how === 'rebase') {
    const isClean = await person.merging(['rebase', '--quiet', 'origin/master'], ['rebase', '--abort'])
    if (isClean) return 'rebased'
  }
  const isClean = await person.merging(['merge', '--quiet', '--no-edit', 'origin/master'])
  return isClean ? 'merged' : 'merged after a conflict'
}

/** What a person does to the history of their checkout. */
export const historySteps: readonly Step[] = [
  { name: 'pulls with a merge', weight: 5, run: (actor) => pull(actor, 'merge') },
  { name: 'pulls with a rebase', weight: 5, run: (actor) => pull(actor, 'rebase') },
  {
    name: 'amends',
    weight: 6,
    async run(actor) {
      const { person, random, word } = actor
      if ((await person.unshared()) === 0) return 'nothing of their own'
      const what = random.percent(70) ? editAny(actor) : 'only the message'
      await person.commit(`Amended: ${what} ${word()}`, '--amend')
      return what
    },
  },
  {
    name: 'merges a topic branch',
    weight: 6,
    async run(actor) {
      const { person, random, word } = actor
      const { git } = person
      const start = random.percent(50) && (await person.has('HEAD~2')) ? 'HEAD~2' : 'HEAD'
      const topic = `topic-${word()}`
      await git.run(['checkout', '--quiet', '-b', topic, start])
      for (let commits = 1 + random.below(2); commits > 0; commits--) {
        await person.commit(`On ${topic}: ${editAny(actor)}`)
      }
      await git.run(['checkout', '--quiet', 'master'])
      const isClean = await person.merging(['merge', '--quiet', '--no-ff', '--no-edit', topic])
      return isClean ? undefined : 'after a conflict'
    },
  },
  {
    name: 'drops the commit before the last',
    weight: 3,
    async run({ person }) {
      if ((await person.unshared()) < 2) return 'nothing of their own'
      if (await person.has('HEAD^2')) return 'not a merge' // which others' commits would be copied for
      const args = ['rebase', '--quiet', '--onto', 'HEAD~2', 'HEAD~1']
      return (await person.merging(args, ['rebase', '--abort'])) ? undefined : 'given up after a conflict'
    },
  },
  {
    name: 'resets back',
    weight: 5,
    async run({ person, random }) {
      const target = `HEAD~${1 + random.below(3)}`
      if (!(await person.has(target))) return 'no further'
      await person.git.run(['reset', '--quiet', '--hard', target])
      return target
    },
  },
  {
    name: 'reverts',
    weight: 4,
    async run({ person, random }) {
      const target = `HEAD~${random.below(4)}`
      const made = await person.git.try(['log', '-1', '--no-walk', '--format=%ae %P', target])
      const [author = '', ...parents] = made.stdout.trim().split(' ')
      // CD's releases, merges and the first commit stay.
      if (author !== `${person.name}@example.com` || parents.length !== 1) return 'not their own'
      const args = ['revert', '--no-edit', target]
      return (await person.merging(args, ['reset', '--quiet', '--hard']))
        ? target
        : 'given up after a conflict'
    },
  },
]
