import { readFileSync } from 'node:fs'
import { testPrograms } from '@gitops-example/local/tools/pins'
import { pythonLock } from '@gitops-example/local/tools/python-lock'
import { expect, it } from 'vitest'

const programs = testPrograms.filter(({ pythonPackages }) => pythonPackages !== undefined)

it.each(programs)('pip gets every package of $name by its hash, in the pinned version', (program) => {
  const { name, pythonPackages = [] } = program
  const lock = readFileSync(pythonLock(name), 'utf8')
  const entries = lock
    .trim()
    .replaceAll(/ \\\n\s*/g, ' ')
    .split('\n')
  const wrong = entries.filter(
    (line) => !/^[\w.-]+==\S+( ; [^;]+)?( --hash=sha256:[0-9a-f]{64})+$/.test(line),
  )
  expect(wrong, 'Run node scripts/lock-python-tools.ts').toEqual([])
  expect(entries.map((line) => line.split(' ', 1)[0])).toEqual(expect.arrayContaining([...pythonPackages]))
})
