import type { Verb } from './verb.ts'
import { apps } from './verbs/apps.ts'
import { build } from './verbs/build.ts'
import { bump } from './verbs/bump.ts'
import { check } from './verbs/check.ts'
import { completion } from './verbs/completion.ts'
import { demo } from './verbs/demo.ts'
import { destroy } from './verbs/destroy.ts'
import { doctor } from './verbs/doctor.ts'
import { down } from './verbs/down.ts'
import { help } from './verbs/help.ts'
import { metrics } from './verbs/metrics.ts'
import { plan } from './verbs/plan.ts'
import { promote } from './verbs/promote.ts'
import { provision } from './verbs/provision.ts'
import { push } from './verbs/push.ts'
import { releases } from './verbs/releases.ts'
import { reset } from './verbs/reset.ts'
import { rollback } from './verbs/rollback.ts'
import { status } from './verbs/status.ts'
import { up } from './verbs/up.ts'
import { wait } from './verbs/wait.ts'
import { watch } from './verbs/watch.ts'

export interface VerbGroup {
  title: string
  verbs: readonly Verb[]
}

/** Every verb, in the order in which a person meets them. */
export const verbGroups: readonly VerbGroup[] = [
  { title: 'This machine', verbs: [up, down, reset, doctor, status] },
  { title: 'A change', verbs: [push, watch, demo, wait] },
  { title: 'Releases', verbs: [releases, promote, rollback, metrics, apps, plan] },
  { title: 'Steps of the pipeline', verbs: [check, build, bump] },
  { title: 'AWS', verbs: [provision, destroy] },
  { title: 'This program', verbs: [completion, help] },
]

/** Every verb by its name. */
export const verbs: ReadonlyMap<string, Verb> = new Map(
  verbGroups.flatMap((group) => group.verbs.map((verb) => [verb.name, verb])),
)
