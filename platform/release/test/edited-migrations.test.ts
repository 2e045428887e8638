import { expect, it } from 'vitest'
import { editedMigrations } from '../src/rollback/edited-migrations.ts'
import { plainApps, ScratchRepository } from '../src/testing/scratch-repository.ts'

const folder = 'dev/web/migrations'
const sql = (up: string, note = '') =>
  `${note}export const compatibleWithPrevious = true\n\nexport const up = ${up}\n`
const first = `${folder}/0001-create-entries.ts`
const second = `${folder}/0002-add-likes.ts`
const good = { [first]: sql('`\n  CREATE TABLE entries ()\n`'), [second]: sql("'CREATE TABLE likes ()'") }

const restore = 'restore it, and write a new migration for the change'

it.each([
  { name: 'nothing', files: {}, want: [] },
  { name: 'a new one', files: { [`${folder}/0003-more.ts`]: sql("'SELECT 1'") }, want: [] },
  { name: 'a file beside them', files: { [`${folder}/index.ts`]: 'export const index = 2\n' }, want: [] },
  {
    name: 'what surrounds the SQL',
    files: { [second]: sql('`CREATE TABLE likes ()`;', '// Likes.\r\n').replace('= true', '= false') },
    want: [],
  },
  {
    name: 'the SQL',
    files: { [first]: sql('`\n  CREATE TABLE entries (id int)\n`'), [second]: sql("'SELECT 1'") },
    want: [
      `${first} was changed after it was released in TAG: ${restore}`,
      `${second} was changed after it was released in TAG: ${restore}`,
    ],
  },
  {
    name: 'SQL that is made of parts',
    files: { [second]: sql("'CREATE TABLE ' + name", "const name = 'likes ()'\n") },
    want: [`${second} was changed after it was released in TAG: ${restore}`],
  },
  {
    name: 'a name',
    files: { [second]: undefined, [`${folder}/0002-likes.ts`]: good[second] },
    want: [
      `${folder}/0002-likes.ts has the number of 0002-add-likes.ts, which was released in TAG: bring that one back, and give this one the next number`,
    ],
  },
  { name: 'the newest, which goes', files: { [second]: undefined }, want: [] },
])('compares with what has run: $name', async ({ files, want }) => {
  using scratch = await ScratchRepository.create({
    ...plainApps(['web']),
    [`${folder}/index.ts`]: '',
    ...good,
  })
  const { objects } = scratch.branch(scratch.origin)
  const tag = await scratch.head()
  const revision = await scratch.commit(await scratch.clone(), 'Edit', files)
  expect(await editedMigrations(objects, 'web', [tag], revision)).toEqual(
    want.map((text) => text.replace('TAG', tag.slice(0, 7))),
  )
})

it('lets a migration be edited that has run nowhere, and names the newest version that ran it', async () => {
  using scratch = await ScratchRepository.create({ ...plainApps(['web']), [first]: good[first] ?? '' })
  const { objects } = scratch.branch(scratch.origin)
  const clone = await scratch.clone()
  const oldest = await scratch.head()
  const failed = await scratch.commit(clone, 'Likes', { [second]: sql("'CREATE TABEL likes ()'") })
  const fixed = await scratch.commit(clone, 'Fix likes', { [second]: good[second] })
  expect(await editedMigrations(objects, 'web', [oldest], fixed)).toEqual([])
  const edited = await scratch.commit(clone, 'Edit likes', { [second]: sql("'SELECT 1'") })

  // Also when an older version runs meanwhile, such as after a rollback.
  const problems = await editedMigrations(objects, 'web', [oldest, fixed, failed], edited)
  expect(problems).toEqual([
    `${second} was changed after it was released in ${fixed.slice(0, 7)}: ${restore}`,
  ])
})
