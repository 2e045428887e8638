import { expect, it } from 'vitest'
import { type Found, planAppDatabase } from './plan-app-database.ts'

const marked = { isPrivileged: false, isMarked: true }
const unmarked = { isPrivileged: false, isMarked: false }
const own = { owner: 'shop', isPublic: false }

const allowed: { name: string; found: Found; want: ReturnType<typeof planAppDatabase> }[] = [
  { name: 'nothing yet', found: {}, want: { createRole: true, createDatabase: true } },
  {
    name: 'a role whose database was not made before a kill',
    found: { role: marked },
    want: { createRole: false, createDatabase: true },
  },
  {
    name: 'both',
    found: { role: marked, database: { ...own, isPublic: true } },
    want: { createRole: false, createDatabase: false },
  },
  {
    name: 'both, from a version that marked no role',
    found: { role: unmarked, database: own },
    want: { createRole: false, createDatabase: false },
  },
]
it.each(allowed)('makes what is missing where the server has $name', ({ found, want }) => {
  expect(planAppDatabase('shop', found)).toEqual(want)
})

const refused: { name: string; app?: string; found: Found; why: string }[] = [
  ...['postgres', 'template1', 'gitops', 'public', 'none', 'pg_monitor', 'pg_shop'].map((app) => ({
    name: `${app}, a reserved name,`,
    app,
    found: {},
    why: `the name ${app} is reserved`,
  })),
  {
    name: 'a name that would be cut',
    app: 'a'.repeat(64),
    found: {},
    why: 'its name has more than 63 bytes',
  },
  { name: 'an unmarked role', found: { role: unmarked }, why: 'the role shop was not made by the platform' },
  {
    name: 'an unmarked role with a database that anybody may enter',
    found: { role: unmarked, database: { ...own, isPublic: true } },
    why: 'the role shop was not made by the platform',
  },
  {
    name: "somebody else's database",
    found: { role: marked, database: { ...own, owner: 'ada' } },
    why: 'the database shop belongs to ada',
  },
  {
    name: 'a marked role that got rights',
    found: { role: { isPrivileged: true, isMarked: true }, database: own },
    why: 'the role shop has rights over the server',
  },
]
it.each(refused)('refuses $name and says why', ({ app = 'shop', found, why }) => {
  expect(() => planAppDatabase(app, found)).toThrow(`Cannot give Application ${app} a database: ${why}.`)
})
