import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '@gitops-example/kit/clock'
import { gitIn } from '@gitops-example/kit/git/git'
import type { ScratchRepository } from '@gitops-example/release/testing/scratch-repository'
import { describe, expect, it } from 'vitest'
import { ImageLayout } from '../src/image/image-layout.ts'
import { greeting, helloRepository, WatchedDelivery } from './hello-app.ts'

const greet = 'dev/hello/src/greet.ts'

function tagOf(scratch: ScratchRepository, app = 'hello'): Promise<string> {
  return scratch.tag('local', app)
}

describe('a commit that is pushed', () => {
  it('is released when its checks are green, by one commit that names it', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    const first = await scratch.head()
    await watched.delivery.resume(first)
    expect(watched.steps(first).sort()).toEqual(['bump passed', 'checkout passed', 'image passed'])
    expect(watched.lines.join()).toContain('is not checked: no earlier version serves')

    const clone = await scratch.clone()
    const second = await scratch.commit(clone, 'Greet in German', { [greet]: greeting('Hallo') })
    await watched.deliver(second)

    expect(watched.steps(second).sort()).toEqual([
      'bump passed',
      'checkout passed',
      'image passed',
      'lint passed',
      'test passed',
      'types passed',
    ])
    expect(await tagOf(scratch)).toBe(second)
    expect((await scratch.subjects())[0]).toBe(`Release ${second.slice(0, 7)} to local: hello`)
    const layout = new ImageLayout(join(watched.imagesDir, 'guestbook/hello'), systemClock)
    expect(await layout.tags()).toEqual([first, second])
  })

  it('is not released when nothing of an app differs', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    const docs = await scratch.commit(clone, 'Write docs', {
      'docs/a.md': 'a',
      'dev/hello/chart/values.yaml': 'a: 1\n',
    })
    await watched.deliver(docs)
    expect(watched.end(docs)?.name).toBe('delivery.nothing')
    expect((await scratch.subjects())[0]).toBe('Write docs')
  })

  it('is delivered with all that was pushed while nothing ran', async () => {
    using scratch = await helloRepository(['hello', 'other'])
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    await scratch.commit(clone, 'One', { [greet]: greeting('Hallo') })
    const head = await scratch.commit(clone, 'Two', { 'docs/a.md': 'a' })
    await watched.delivery.resume(head)
    expect(await tagOf(scratch)).toBe(head)
    expect(await tagOf(scratch, 'other')).not.toBe(head)
  })
})

describe('a delivery that cannot begin', () => {
  it.each([
    {
      name: 'the branch is gone',
      subject: 'First commit',
      revision: (scratch: ScratchRepository) => scratch.head(),
      harm: (scratch: ScratchRepository) =>
        gitIn(scratch.origin).run(['update-ref', '-d', 'refs/heads/master']),
      reason: /has no branch master/,
    },
    {
      name: 'the commit is not there',
      subject: '',
      revision: async () => 'f'.repeat(40),
      harm: async () => '',
      reason: /There is no commit f{40}/,
    },
    {
      name: 'the repository cannot be read',
      subject: '',
      revision: (scratch: ScratchRepository) => scratch.head(),
      harm: async (scratch: ScratchRepository) => rmSync(join(scratch.origin, 'HEAD')),
      reason: /Cannot read/,
    },
  ])('reports its start and why it failed when $name', async ({ subject, revision, harm, reason }) => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    const commit = await revision(scratch)
    await harm(scratch)
    await watched.deliver(commit)
    expect(watched.reported).toMatchObject([
      { name: 'delivery.started', payload: { revision: commit, subject, apps: [] } },
      { name: 'delivery.failed', payload: { revision: commit, step: 'detect' } },
    ])
    expect(watched.end<'delivery.failed'>(commit)?.payload.reason).toMatch(reason)
  })
})

describe('a commit with a mistake', () => {
  const mistakes = [
    {
      name: 'a lint error',
      step: 'lint',
      files: { [greet]: `${greeting('Hallo')}export const unused: any = 1\n` },
      words: /^dev\/hello\/src\/greet\.ts:4:\d+: .+ \(lint\/suspicious\/noExplicitAny\)$/,
    },
    {
      name: 'a type error',
      step: 'types',
      files: { [greet]: `${greeting('Hallo')}export const wrong: number = 'text'\n` },
      words: /^dev\/hello\/src\/greet\.ts:4:14: .+ \(types TS2322\)$/,
    },
    {
      name: 'a failing test',
      step: 'test',
      files: { [greet]: 'export function greet(name: string): string {\n  return name.slice(1)\n}\n' },
      words: /^dev\/hello\/src\/greet\.test\.ts:5:\d+: names who is greeted: expected .+ \(test\)/,
    },
    {
      name: 'a bundle that cannot be built',
      step: 'image',
      files: { 'dev/hello/build.ts': "throw new Error('no such entry point')\n" },
      words: /no such entry point/,
    },
  ]

  it.each(mistakes)('is not released, and the pusher reads why: $name', async ({ step, files, words }) => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    const first = await scratch.head()
    await watched.deliver(first)
    const clone = await scratch.clone()

    const bad = await scratch.commit(clone, 'A mistake', files)
    await watched.deliver(bad)

    expect(watched.end(bad)).toMatchObject({ name: 'delivery.failed', payload: { step, app: 'hello' } })
    expect(watched.end<'delivery.failed'>(bad)?.payload.reason).toMatch(words)
    expect(await tagOf(scratch)).toBe(first)
    expect(watched.steps(bad)).not.toContain('bump passed')
  })

  it('holds up the commits on top of it until it is fixed', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    const first = await scratch.head()
    await watched.deliver(first)
    const clone = await scratch.clone()
    const bad = 'export function greet(name: string): string {\n  return name.slice(1)\n}\n'
    await watched.deliver(await scratch.commit(clone, 'Break', { [greet]: bad }))
    const docs = await scratch.commit(clone, 'Docs', { 'docs/a.md': 'a' })
    await watched.deliver(docs)
    expect(watched.end(docs)?.name).toBe('delivery.failed')
    expect(await tagOf(scratch)).toBe(first)

    const fixed = await scratch.commit(clone, 'Fix', { [greet]: greeting('Hallo') })
    await watched.deliver(fixed)
    expect(watched.end(fixed)?.name).toBe('delivery.released')
    expect(await tagOf(scratch)).toBe(fixed)
  })

  it('reports every red check of an app at once', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    const bad = await scratch.commit(clone, 'Two mistakes', {
      [greet]: 'export function greet(name: any): string {\n  return 1\n}\n',
    })
    await watched.deliver(bad)
    const reason = watched.end<'delivery.failed'>(bad)?.payload.reason ?? ''
    expect(reason).toMatch(/noExplicitAny/)
    expect(reason).toMatch(/TS2322/)
    expect(reason).toMatch(/\(test\)/)
  })

  it('leaves other apps alone when it is a values file that cannot be written to', async () => {
    using scratch = await helloRepository(['hello', 'other'])
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    const head = await scratch.commitOnTop(clone, 'Break values, change both', {
      'ops/environments/local/05_applications/values/hello.yaml': 'image:\n  tag: "a\n',
      [greet]: greeting('Hallo'),
      'dev/other/src/greet.ts': greeting('Hallo'),
    })
    await watched.deliver(head)
    expect(watched.end(head)).toMatchObject({ name: 'delivery.released', payload: { apps: ['other'] } })
    expect(watched.lines.join()).toMatch(/hello is left out: .*values\/hello\.yaml/)
  })
})

describe('tests that stay warm', () => {
  it('are red for what a cold run would be red for: through a module that a test imports only when it runs', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    const good = await scratch.commit(clone, 'Import late', {
      'dev/hello/src/late.ts': 'export const answer = 42\n',
      'dev/hello/src/late.test.ts': [
        "import { expect, it } from 'vitest'",
        '',
        "it('answers', async () => {",
        "  const { answer } = await import('./late.ts')",
        '  expect(answer).toBe(42)',
        '})',
        '',
      ].join('\n'),
    })
    await watched.deliver(good)
    expect(watched.end(good)?.name).toBe('delivery.released')

    const bad = await scratch.commitOnTop(clone, 'Answer wrongly', {
      'dev/hello/src/late.ts': 'export const answer = 41\n',
    })
    await watched.deliver(bad)
    expect(watched.end(bad)).toMatchObject({ name: 'delivery.failed', payload: { step: 'test' } })
  })

  it('see a file that is only read, a test that is new, and one that is gone', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    const reads = [
      "import { readFileSync } from 'node:fs'",
      "import { join } from 'node:path'",
      "import { expect, it } from 'vitest'",
      '',
      "it('reads', () => {",
      "  expect(readFileSync(join(import.meta.dirname, 'words.txt'), 'utf8')).toBe('good')",
      '})',
      '',
    ].join('\n')
    const ends: (string | undefined)[] = []
    const push = async (files: Record<string, string | undefined>) => {
      const revision = await scratch.commitOnTop(clone, 'Next', files)
      await watched.deliver(revision)
      ends.push(watched.end(revision)?.name.replace('delivery.', ''))
    }
    await push({ 'dev/hello/src/words.test.ts': reads, 'dev/hello/src/words.txt': 'good' })
    await push({ 'dev/hello/src/words.txt': 'bad' })
    await push({ 'dev/hello/src/words.txt': 'good' })
    await push({ 'dev/hello/src/words.txt': 'bad', 'dev/hello/src/words.test.ts': undefined })
    expect(ends).toEqual(['released', 'failed', 'nothing', 'released'])
  })

  it('do not remember a mistake that was taken back together with another change', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    const other = 'dev/hello/src/other.ts'
    const push = async (files: Record<string, string>) => {
      const revision = await scratch.commitOnTop(clone, 'Next', files)
      await watched.deliver(revision)
      return watched.end(revision)?.name
    }
    expect(await push({ [other]: 'export const other = 1\n' })).toBe('delivery.released')
    const mistake = 'export function greet(name: string): string {\n  return name.slice(1)\n}\n'
    expect(await push({ [greet]: mistake })).toBe('delivery.failed')
    expect(await push({ [greet]: greeting('Hello'), [other]: 'export const other = 2\n' })).toBe(
      'delivery.released',
    )
    expect(await push({ [greet]: greeting('Moin') })).toBe('delivery.released')
  })
})

describe('pushes that come close together', () => {
  it('end with the newest live, and none is lost', async () => {
    using scratch = await helloRepository(['hello', 'other'])
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    const revisions: string[] = []
    for (const [index, app] of ['hello', 'other', 'hello', 'other'].entries()) {
      revisions.push(
        await scratch.commitOnTop(clone, `Change ${index}`, {
          [`dev/${app}/src/greet.ts`]: greeting(`Hi ${index}`),
        }),
      )
      watched.delivery.pushed({ after: revisions.at(-1) ?? '' })
    }
    await watched.delivery.idle()

    const newest = revisions.at(-1) ?? ''
    expect(watched.end(newest)?.name).toBe('delivery.released')
    expect(await tagOf(scratch, 'other')).toBe(newest)
    for (const revision of revisions) expect(watched.end(revision), revision).toBeDefined()
    const superseded = watched.reported.filter(({ name }) => name === 'delivery.superseded')
    const released = watched.reported.filter(({ name }) => name === 'delivery.released')
    expect(superseded.length + released.length).toBe(revisions.length + 1)
  })

  it('lands the bump on top of a push that came while the checks ran', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    const clone = await scratch.clone()
    const first = await scratch.commitOnTop(clone, 'Change', { [greet]: greeting('Hallo') })
    using _ = watched.events.on('delivery.step', ({ step, status }) => {
      if (step === 'checkout' && status === 'passed')
        pushed ??= scratch.commitOnTop(clone, 'Docs', { 'docs/a.md': 'a' })
    })
    let pushed: Promise<string> | undefined
    await watched.deliver(first)
    await pushed
    await watched.deliver(await scratch.head())
    expect(await scratch.file('docs/a.md')).toBe('a')
    expect(await tagOf(scratch)).toBe(first)
  })
})

describe('a delivery that was cut off', () => {
  it('is taken up again by the next start', async () => {
    using scratch = await helloRepository()
    const first = await scratch.head()
    {
      await using watched = new WatchedDelivery(scratch)
      await watched.deliver(first)
    }
    const clone = await scratch.clone()
    const second = await scratch.commitOnTop(clone, 'Change', { [greet]: greeting('Hallo') })
    {
      await using watched = new WatchedDelivery(scratch)
      const started = Promise.withResolvers<void>()
      watched.events.on('delivery.step', ({ step }) => step === 'test' && started.resolve())
      watched.delivery.pushed({ after: second })
      await started.promise
      await watched.delivery.stop()
      expect(watched.end(second)?.name).toBe('delivery.failed')
    }
    expect(await tagOf(scratch)).toBe(first)
    await using watched = new WatchedDelivery(scratch)
    await watched.delivery.resume(second)
    expect(await tagOf(scratch)).toBe(second)
  })

  it('says nothing when there is nothing left to do', async () => {
    using scratch = await helloRepository()
    {
      await using watched = new WatchedDelivery(scratch)
      await watched.deliver(await scratch.head())
    }
    await using watched = new WatchedDelivery(scratch)
    await watched.delivery.resume(await scratch.head())
    expect(watched.reported).toEqual([])
  })

  it('builds images again that are gone, without asking the checks a second time', async () => {
    using scratch = await helloRepository()
    await using watched = new WatchedDelivery(scratch)
    await watched.deliver(await scratch.head())
    rmSync(watched.imagesDir, { recursive: true })
    const head = await scratch.head()
    await watched.delivery.resume(head)
    expect(watched.steps(head).sort()).toEqual(['bump passed', 'checkout passed', 'image passed'])
    const layout = new ImageLayout(join(watched.imagesDir, 'guestbook/hello'), systemClock)
    expect(await layout.tags()).toEqual([await tagOf(scratch)])
  })
})

it('leaves the newest bundle of an app behind, and nothing of how it was made', async () => {
  using scratch = await helloRepository()
  await using watched = new WatchedDelivery(scratch)
  await watched.deliver(await scratch.head())
  const bundles = join(scratch.root, 'work', 'bundles')
  expect(readdirSync(bundles)).toEqual(['hello'])
  expect(readdirSync(join(bundles, 'hello'))).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.tar$/)])
})
