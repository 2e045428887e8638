import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exec } from '@gitops-example/kit/process/exec'
import { values } from '@gitops-example/release/testing/scratch-repository'
import { expect, it } from 'vitest'
import { installDir } from '../../delivery/test/hello-app.ts'
import { twoRepositories } from './two-repositories.ts'

const folder = (environment: string) => `ops/environments/${environment}/05_applications`
const valuesFile = (environment: string) => `${folder(environment)}/values/hello.yaml`
/** As values files were when releases had no files of their own. */
const tagged = (tag: string) =>
  values('hello').replace('\nreplica', `\n  # Set by the delivery on each release.\n  tag: "${tag}"\nreplica`)

/** The commands of the guide that move a fork. */
function commandsOfTheGuide(): string {
  const text = readFileSync(join(installDir, 'docs/guides/team.md'), 'utf8')
  const block = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].find(([, body]) => body?.includes('--ours'))
  return block?.[1] ?? 'false'
}

it('moves a fork to a newer upstream by the commands of the guide, and what runs stays the same', async () => {
  // Given an upstream that has taken the tags out and has something new
  using world = await twoRepositories()
  const { apps, ops } = world
  const both = (text: string) => Object.fromEntries(['dev', 'prod'].map((one) => [valuesFile(one), text]))
  await ops.commit('As it was', both(tagged('')))
  const address = join(ops.scratch.root, 'upstream.git')
  await ops.clone.run(['clone', '--quiet', '--bare', ops.scratch.origin, address])
  const upstream = await ops.scratch.clone(address)
  const newer = { ...both(values('hello')), 'docs/new.md': 'New.\n' }
  await ops.scratch.commit(upstream, 'Keep releases apart', newer)
  // And a fork that has released before, and has edited the lines beside the tag
  const tag = await apps.scratch.head()
  const own = (text: string) => text.replace('guestbook/hello', 'you/hello').replace('Count: 1', 'Count: 2')
  await ops.commit('Our own addresses, and a release', both(own(tagged(tag))))

  // When upstream is merged as the guide says
  await ops.clone.run(['remote', 'add', 'upstream', address])
  await exec(['bash', '-e', '-c', commandsOfTheGuide()], { cwd: ops.clone.dir })

  // Then the fork's values are as they were, and upstream's changes are there
  for (const one of ['dev', 'prod']) expect(await ops.scratch.file(valuesFile(one))).toBe(own(tagged(tag)))
  expect(await ops.scratch.file('docs/new.md')).toBe('New.\n')

  // And the next bump moves every tag in one commit
  const bump = await apps.gitops('bump', '--env', 'dev', '--tag', tag, '--ops', ops.scratch.origin)
  expect(bump).toMatchObject({ code: 0, out: 'Nothing to change in dev.' })
  expect((await ops.scratch.subjects())[0]).toBe('Move releases from values files to files of their own')
  for (const one of ['dev', 'prod']) {
    expect(await ops.scratch.tag(one, 'hello')).toBe(tag)
    expect(await ops.scratch.file(valuesFile(one))).toBe(own(values('hello')))
  }
})
