import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { descendantsOf, endProcesses, processesWith } from '../src/process/descendants.ts'
import { isSameProcess } from '../src/process/process-identity.ts'

it.runIf(process.platform === 'linux')('ends what outlives the child that has started it', async () => {
  const script = `sh -c 'trap "" TERM INT HUP; echo ready; exec sleep 600' & read -r _`
  const child = spawn('sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  const known = descendantsOf(process.pid)
  const below = descendantsOf(child.pid ?? -1)
  expect(below).toHaveLength(1)
  expect(known).toEqual(expect.arrayContaining(below))
  child.kill('SIGKILL')
  await once(child, 'exit')
  const runs = () => below.filter(({ pid, startTime }) => isSameProcess(pid, startTime))
  expect(runs()).toEqual(below)
  await endProcesses(below)
  expect(runs()).toEqual([])
})

it.runIf(process.platform === 'linux')(
  'finds what left its session and its parent by what it inherited',
  async () => {
    const mark = `test-${process.pid}`
    const child = spawn('sh', ['-c', 'setsid sleep 600 & sleep 0.1; echo done'], {
      env: { PATH: process.env.PATH, GITOPS_OWNER: mark },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(child.stdout, 'data')
    if (child.exitCode === null) await once(child, 'exit')
    const left = processesWith('GITOPS_OWNER', mark)
    expect(left).toHaveLength(1)
    expect(processesWith('GITOPS_OWNER', `${mark}0`)).toEqual([])
    await endProcesses(left)
    expect(processesWith('GITOPS_OWNER', mark)).toEqual([])
  },
)
