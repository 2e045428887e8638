import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { valuesFile } from '@gitops-example/release/apps/app'
import type { Actor, Step } from './actor.ts'
import { appsIn, type EditKind, edit, foldersOf, rows } from './story-files.ts'

/** Edits lines of one file, or of several that belong together. */
function editSome({ person, random, word }: Actor, kind: EditKind): string {
  const apps = appsIn(person.dir)
  if (apps.length === 0) return 'nothing'
  const app = random.pick(apps)
  const text = kind === 'dependency' ? word().replace(/\D+/, '') : word()
  edit(person.dir, kind, app, random.below(rows), text)
  return `${kind} of ${app}, ${text}`
}

function editing(kind: EditKind, weight: number): Step {
  return {
    name: `edits ${kind}`,
    weight,
    async run(actor) {
      const what = editSome(actor, kind)
      await actor.person.commit(`Edit ${what}`)
      return what
    },
  }
}

/** Edits something of any app, and resolves with what. */
export function editAny(actor: Actor): string {
  return editSome(actor, actor.random.pick(['code', 'values', 'chart', 'dependency']))
}

/** What a person does to files. */
export const editSteps: readonly Step[] = [
  editing('code', 12),
  editing('values', 6),
  editing('chart', 4),
  editing('dependency', 4),
  {
    name: 'renames an app',
    weight: 2,
    async run({ person, random, movedApps, word }) {
      const app = random.pick(appsIn(person.dir))
      const name = `${app.replace(/-.*/, '')}-${word()}`
      for (const path of foldersOf(app)) await person.git.run(['mv', path, path.replace(app, name)])
      for (const environment of ['local', 'dev']) {
        const path = join(person.dir, valuesFile(environment, name))
        const text = readFileSync(path, 'utf8')
        writeFileSync(path, text.replace(/repository: .*/, `repository: guestbook/${name}`))
      }
      await person.commit(`Rename ${app} to ${name}`)
      movedApps.add(app).add(name)
      return `${app} to ${name}`
    },
  },
  {
    name: 'removes an app',
    weight: 1,
    async run({ person, random, movedApps }) {
      const apps = appsIn(person.dir)
      if (apps.length < 3) return 'too few'
      const app = random.pick(apps)
      await person.git.run(['rm', '--quiet', '-r', ...foldersOf(app)])
      await person.commit(`Remove ${app}`)
      movedApps.add(app)
      return app
    },
  },
]
