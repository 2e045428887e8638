import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it } from 'vitest'
import { openLog } from '../src/start/open-log.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const limitBytes = 200

it('a log never takes more than twice its limit, whatever is written to it, and loses no newest line', async () => {
  using temporary = new TemporaryDirectory()
  const directory = temporary.path
  const path = join(directory, 'platform.log')
  writeFileSync(path, `${'an earlier run '.repeat(20)}\n`)
  const log = openLog(path, { limitBytes })
  const text = (file: string) => readFileSync(join(directory, file), 'utf8')
  for (let index = 0; index < 40; index++) {
    log.line(`line ${index}`)
    await expect.poll(() => text('platform.log')).toContain(` line ${index}\n`)
  }
  log.close()
  expect(readdirSync(directory).sort()).toEqual(['platform.log', 'platform.log.1'])
  for (const file of ['platform.log', 'platform.log.1'])
    expect(text(file).length).toBeLessThan(limitBytes + 50)
  expect(`${text('platform.log.1')}${text('platform.log')}`).toMatch(/ line 37\n.* line 38\n.* line 39\n$/)
})

it('a line that a kill has cut short does not spoil the next one', async () => {
  using temporary = new TemporaryDirectory()
  const path = join(temporary.path, 'deliveries.log')
  writeFileSync(path, 'whole\ncut sho')
  const log = openLog(path)
  log.line('next')
  log.close()
  await expect
    .poll(() => readFileSync(path, 'utf8').replaceAll(/\d{4}-\S+Z/g, 'TIME'))
    .toBe('whole\ncut sho\nTIME next\n')
})

it.skipIf(!existsSync('/dev/full'))(
  'a full disk costs lines, is said once, and is over once it takes lines again',
  () => {
    using temporary = new TemporaryDirectory()
    const path = join(temporary.path, 'platform.log')
    symlinkSync('/dev/full', path)
    const said: (string | undefined)[] = []
    const log = openLog(path, { onTrouble: (why) => said.push(why) })
    log.line('lost')
    log.line('lost too')
    expect(said).toEqual([expect.stringMatching(/^platform.log is not written: ENOSPC/)])
    rmSync(path)
    log.line('kept')
    log.close()
    log.line('after the end')
    expect(said.slice(1)).toEqual([undefined])
    expect(readFileSync(path, 'utf8')).toMatch(/^\S+ lines were lost: ENOSPC.*\n\S+ kept\n$/)
  },
)

it.skipIf(!existsSync('/dev/full'))(
  'a log that nobody writes to is out of trouble when the disk is',
  async () => {
    using temporary = new TemporaryDirectory()
    const path = join(temporary.path, 'postgres.log')
    symlinkSync('/dev/full', path)
    const clock = new FakeClock()
    const said: (string | undefined)[] = []
    const log = openLog(path, { clock, onTrouble: (why) => said.push(why) })
    log.line('lost')
    await clock.advance(6000)
    expect(said).toHaveLength(1)
    rmSync(path)
    await clock.advance(6000)
    expect(said.slice(1)).toEqual([undefined])
    expect(readFileSync(path, 'utf8')).toMatch(/^\S+ lines were lost: ENOSPC[^\n]*\n$/)
    log.close()
  },
)
