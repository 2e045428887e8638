import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import type { NothingPushed, Pushed } from '@gitops-example/local/push/push'
import type { Actor, Step } from './actor.ts'
import { editAny } from './edit-steps.ts'
import { pull } from './history-steps.ts'
import { appsIn } from './story-files.ts'

/** Delivers what waits as the platform does: the first is under way, and of those after it the newest is next. */
async function deliverWaiting({ person, waiting }: Actor): Promise<string> {
  const [first, ...later] = waiting.splice(0)
  const ends: string[] = []
  for (const update of [first, later.at(-1)]) {
    if (update !== undefined) ends.push(await person.machine.deliver(update))
  }
  return ends.join(', ')
}

/** Pushes HEAD; where that would lose what a guest has pushed, it is merged first, as the refusal says. */
async function pushHead({
  person,
  oracle,
}: Actor): Promise<{ pushed: Pushed | NothingPushed; said: string }> {
  try {
    return { pushed: await person.push(), said: '' }
  } catch (error) {
    if (!(error instanceof GitopsError && error.code === 'not-yours' && oracle.hasUnseen)) throw error
    await person.merging(['merge', '--quiet', '--no-edit', 'local/master'])
    return { pushed: await person.push(), said: 'refused, ' }
  }
}

async function pushToMachine(actor: Actor): Promise<string> {
  const { person, oracle, random, waiting } = actor
  const { pushed, said } = await pushHead(actor)
  await oracle.pushed(await person.head(), pushed)
  const updates = person.machine.takeUpdates()
  const [update] = updates
  const isMove = pushed.kind !== 'nothing'
  if (updates.length !== Number(isMove) || (isMove && update?.before !== pushed.from)) {
    throw new Error(`The hook wrote ${JSON.stringify(updates)} of a push: ${JSON.stringify(pushed)}`)
  }
  waiting.push(...updates)
  if (random.percent(25)) return `${said}${pushed.kind}, not delivered yet`
  const ends = await deliverWaiting(actor)
  await oracle.check(true, pushed.kind === 'back')
  return `${said}${pushed.kind}: ${ends}`
}

/** What a person does to their machine and to the hub. */
export const pushSteps: readonly Step[] = [
  { name: 'pushes to the own machine', weight: 22, run: pushToMachine },
  {
    name: 'pushes to the hub',
    weight: 10,
    async run(actor) {
      const { person, hub, random } = actor
      let result = await person.share()
      let pulled = ''
      if (result === 'refused') {
        const head = await hub.head()
        pulled = ` ${await pull(actor, random.pick(['merge', 'rebase']))},`
        if ((await person.git.run(['rev-parse', 'origin/master'])) !== head)
          throw new Error('The hub moved alone.')
        result = await person.share()
        if (result === 'refused') throw new Error('The hub refused what has all that it has.')
      }
      await hub.release()
      return `${pulled === '' ? '' : `refused,${pulled} `}${result}`
    },
  },
  {
    name: 'pushes a feature branch to the own machine',
    weight: 3,
    async run(actor) {
      const { person, word } = actor
      const feature = `feature-${word()}`
      await person.git.run(['checkout', '--quiet', '-b', feature])
      await person.commit(`On ${feature}: ${editAny(actor)}`)
      const outcome = await pushToMachine(actor)
      await person.git.run(['checkout', '--quiet', 'master'])
      return outcome
    },
  },
  {
    name: 'rolls back on the own machine',
    weight: 5,
    async run(actor) {
      const { person, random } = actor
      const app = random.pick(appsIn(person.dir))
      if (actor.waiting.length > 0) await deliverWaiting(actor)
      const { from, to } = await person.machine.rollback(app, person.name)
      return `${app} from ${from.slice(0, 7)} to ${to.slice(0, 7)}`
    },
  },
  {
    name: 'starts the platform again',
    weight: 2,
    async run({ person, random, waiting }) {
      const isIdle = waiting.splice(0).length === 0
      // Somebody has deleted the branch of releases meanwhile.
      if (random.percent(30)) await person.machine.loseReleases()
      await person.machine.open()
      const end = await person.machine.resume()
      if (isIdle && end === 'released') throw new Error('A start released what nobody had pushed.')
      return end
    },
  },
  {
    name: 'has a guest who pushes to the machine',
    weight: 3,
    async run({ person, oracle, waiting, word }) {
      await oracle.guestPushed(await person.machine.guestPush(`A guest's ${word()}`))
      waiting.push(...person.machine.takeUpdates())
      return undefined
    },
  },
  {
    name: 'pushes beside a file that is not committed',
    weight: 2,
    async run({ person, oracle, waiting }) {
      if (oracle.hasUnseen) return 'not with a guest'
      const path = join(person.dir, 'notes.txt')
      writeFileSync(path, 'Not yet.\n')
      const pushed = await person.push()
      rmSync(path)
      if (pushed.uncommitted !== 1)
        throw new Error(`${pushed.uncommitted} files are said not to be committed.`)
      await oracle.pushed(await person.head(), pushed)
      waiting.push(...person.machine.takeUpdates())
      return pushed.kind
    },
  },
]
