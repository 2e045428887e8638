import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DeliveryEvents } from '@gitops-example/delivery/delivery-events'
import { type Delivery, startDelivery } from '@gitops-example/delivery/start-delivery'
import { type Clock, systemClock } from '@gitops-example/kit/clock'
import { Events } from '@gitops-example/kit/events'
import { ScratchRepository, values } from '@gitops-example/release/testing/scratch-repository'

export const installDir = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '')

/** The shared files of this repository, with the lockfile that its node_modules were installed from. */
export function sharedFiles(): Record<string, string> {
  const names = ['package.json', 'tsconfig.base.json', 'biome.json', 'vitest.config.ts']
  const stamp = join(installDir, 'node_modules', '.installed-lockfile')
  return {
    ...Object.fromEntries(names.map((name) => [name, readFileSync(join(installDir, name), 'utf8')])),
    'package-lock.json': readFileSync(
      existsSync(stamp) ? stamp : join(installDir, 'package-lock.json'),
      'utf8',
    ),
  }
}

/** A small app that is built, checked and released like ours. */
export function helloApp(name = 'hello'): Record<string, string> {
  return {
    [`dev/${name}/package.json`]: `{\n  "name": "${name}",\n  "private": true,\n  "type": "module"\n}\n`,
    [`dev/${name}/tsconfig.json`]: '{\n  "extends": "../../tsconfig.base.json",\n  "include": ["src"]\n}\n',
    [`dev/${name}/chart/Chart.yaml`]: `name: ${name}\n`,
    [`dev/${name}/build.ts`]: [
      "import { copyFileSync, mkdirSync } from 'node:fs'",
      "import { join } from 'node:path'",
      '',
      "const [outdir = ''] = process.argv.slice(2)",
      'mkdirSync(outdir, { recursive: true })',
      "copyFileSync(join(import.meta.dirname, 'src/main.ts'), join(outdir, 'main.js'))",
      '',
    ].join('\n'),
    [`dev/${name}/src/main.ts`]: "import { greet } from './greet.ts'\n\nconsole.log(greet('you'))\n",
    [`dev/${name}/src/greet.ts`]: greeting('Hello'),
    [`dev/${name}/src/greet.test.ts`]: [
      "import { expect, it } from 'vitest'",
      "import { greet } from './greet.ts'",
      '',
      "it('names who is greeted', () => {",
      "  expect(greet('Ann')).toContain('Ann')",
      '})',
      '',
    ].join('\n'),
    [`ops/environments/local/05_applications/values/${name}.yaml`]: values(name),
  }
}

export function greeting(word: string): string {
  return `export function greet(name: string): string {\n  return \`${word}, \${name}\`\n}\n`
}

export async function helloRepository(
  apps: readonly string[] = ['hello'],
  ...later: readonly { message: string; files: Record<string, string> }[]
): Promise<ScratchRepository> {
  const files = Object.assign(sharedFiles(), ...apps.map((name) => helloApp(name)))
  return await ScratchRepository.create(files, ...later)
}

type Ended = 'delivery.released' | 'delivery.failed' | 'delivery.nothing' | 'delivery.superseded'

/** A delivery of a scratch repository, and what it has reported. */
export class WatchedDelivery implements AsyncDisposable {
  readonly checkoutDir: string
  readonly imagesDir: string
  readonly reported: { name: keyof DeliveryEvents; payload: DeliveryEvents[keyof DeliveryEvents] }[] = []
  readonly lines: string[] = []
  /** The refs that releases moved. */
  readonly moves: string[] = []
  readonly events = new Events<DeliveryEvents>()
  readonly delivery: Delivery

  constructor(scratch: ScratchRepository, clock: Clock = systemClock) {
    this.checkoutDir = join(scratch.root, 'checkout')
    this.imagesDir = join(scratch.root, 'images')
    this.events.onAny((name, payload) => this.reported.push({ name, payload }))
    this.delivery = startDelivery({
      repository: scratch.origin,
      gitDir: scratch.origin,
      branch: 'master',
      environment: 'local',
      onMoved: ({ ref }) => this.moves.push(ref),
      workDir: join(scratch.root, 'work'),
      imagesDir: this.imagesDir,
      installDir,
      checkoutDir: this.checkoutDir,
      clock,
      events: this.events,
      log: (line) => this.lines.push(line),
    })
  }

  /** Delivers a pushed commit to its end. */
  async deliver(after: string): Promise<void> {
    this.delivery.pushed({ after })
    await this.delivery.idle()
  }

  /** How the delivery of a revision ended; undefined when it has not. */
  end<Name extends Ended>(revision: string): { name: Name; payload: DeliveryEvents[Name] } | undefined {
    const names: (keyof DeliveryEvents)[] = [
      'delivery.released',
      'delivery.failed',
      'delivery.nothing',
      'delivery.superseded',
    ]
    return this.reported.findLast(
      ({ name, payload }) => names.includes(name) && payload.revision === revision,
    ) as { name: Name; payload: DeliveryEvents[Name] } | undefined
  }

  /** `step status` of every step of a revision that has ended. */
  steps(revision: string): string[] {
    return this.reported.flatMap(({ name, payload }) => {
      if (name !== 'delivery.step' || payload.revision !== revision) return []
      const { step, status } = payload as DeliveryEvents['delivery.step']
      return status === 'started' ? [] : [`${step} ${status}`]
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.delivery.stop()
  }
}
