import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { verbs } from '@gitops-example/cli/verbs'
import { expect, test } from 'vitest'
import { ops, root, run } from './programs.ts'
import { gitopsCalls } from './workflows.ts'

const pages = ['docs/guides', 'docs/guides/runbooks', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`),
)
const textOf = (page: string) => readFileSync(join(root, page), 'utf8')

test.each(pages)('%s: every link inside the repository leads somewhere', (page) => {
  for (const [, target = ''] of textOf(page).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? join(root, page) : resolve(root, dirname(page), path)
    expect(existsSync(file), `${page}: ${target}`).toBe(true)
    if (anchor === undefined) continue
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text = '']) =>
      slug(text),
    )
    expect(headings, `${page}: ${target}`).toContain(anchor)
  }
})

test('every gitops command of a guide exists with its options', () => {
  const calls = pages.flatMap((page) => gitopsCalls(page, textOf(page)))
  expect(calls.length).toBeGreaterThan(5)
  for (const { where, verb, flags } of calls) {
    expect([...verbs.keys()], where).toContain(verb)
    const options = verbs.get(verb)?.options ?? {}
    for (const flag of flags.filter((flag) => flag !== 'help')) {
      expect(Object.keys(options), `${where}: gitops ${verb} --${flag}`).toContain(flag)
    }
  }
})

test('the command that makes a fork one’s own leaves no placeholder of an owner', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fork-'))
  try {
    await cp(join(ops, 'environments'), join(folder, 'ops', 'environments'), { recursive: true })
    const command = /^sed -i [\s\S]*?[^\\]$/m.exec(textOf('docs/guides/github.md'))?.[0] ?? 'false'
    const { exitCode, stderr } = await run(['bash', '-c', command], { cwd: folder })
    expect(exitCode, stderr).toBe(0)
    for (const name of await readdir(folder, { recursive: true })) {
      if (name.endsWith('.yaml'))
        expect(await readFile(join(folder, name), 'utf8'), name).not.toContain('OWNER')
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** As GitHub makes an anchor of a heading. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
