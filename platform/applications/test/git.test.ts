import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createGitFixture } from '../../sync/test/support/git-fixture.ts'
import { readFiles } from '../src/git/read-files.ts'
import { Repository } from '../src/git/repository.ts'

async function start() {
  const dir = mkdtempSync(join(tmpdir(), 'gitops-sync-git-'))
  const fixture = await createGitFixture(join(dir, 'repository'))
  const repository = new Repository(fixture.dir, fixture.gitDir)
  return {
    ...fixture,
    repository,
    async [Symbol.asyncDispose]() {
      repository.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

it('finds commits by branch, tag, commit and HEAD, and sees those that come later', async () => {
  await using fixture = await start()
  const { repository, git } = fixture
  const first = await fixture.commit({ a: '1' })
  await git.run(['tag', '--annotate', 'v1', '--message', 'v1'])
  for (const name of ['master', 'refs/heads/master', 'v1', 'HEAD', first, first.slice(0, 10)]) {
    expect((await repository.commit(name)).id).toBe(first)
  }
  const second = await fixture.commit({ a: '2' })
  expect((await repository.commit('master')).id).toBe(second)
  await git.run(['gc', '--quiet', '--prune=now'])
  expect((await repository.commit('master')).id).toBe(second)
  expect((await repository.commit('v1')).id).toBe(first)
})

it.each(['none', '-n', '--all', 'a b', 'x\ny', '', 'master~1', 'a'.repeat(40)])(
  'has no commit named %j',
  async (name) => {
    await using fixture = await start()
    await fixture.commit({ a: '1' })
    const reading = fixture.repository.commit(name)
    if (name === '') expect(await reading).toBeDefined()
    else await expect(reading).rejects.toThrow(`unable to resolve '${name}' to a commit SHA`)
  },
)

it('reads many objects asked for at once, each with its own content', async () => {
  await using fixture = await start()
  const names = Array.from({ length: 200 }, (_, index) => `dir-${index % 7}/file-${index}`)
  const contents = Object.fromEntries(
    names.map((name, index) => [name, `${name}\n`.repeat((index % 50) * 40)]),
  )
  const id = await fixture.commit(contents)
  const files = await readFiles(fixture.repository, await fixture.repository.commit(id), '')
  expect(files.map(({ path }) => path).sort()).toEqual([...names].sort())
  const read = await Promise.all(
    files.map(async ({ path, id: blob }) => [path, String(await fixture.repository.blob(blob))]),
  )
  expect(Object.fromEntries(read)).toEqual(contents)
})

it('follows links to files and directories, and refuses circles', async () => {
  await using fixture = await start()
  const { repository } = fixture
  const commit = await repository.commit(
    await fixture.commit({
      'real/x/file': 'content',
      'app/file': { link: '../real/x/file' },
      'app/dir': { link: '../real' },
      'circle/self': { link: '.' },
    }),
  )
  const paths = async (path: string) => (await readFiles(repository, commit, path)).map((file) => file.path)
  expect(await paths('app')).toEqual(['app/dir/x/file', 'app/file'])
  expect(await paths('app/dir/x')).toEqual(['app/dir/x/file'])
  expect(await paths('nothing/here')).toEqual([])
  await expect(paths('circle')).rejects.toThrow('leads through more than 16 links')
})

it('says so when there is no repository', async () => {
  const repository = new Repository('https://git/x', '/nonexistent/x.git')
  await expect(repository.commit('master')).rejects.toThrow('Cannot read /nonexistent/x.git')
  repository.close()
})
