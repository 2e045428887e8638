import { expect, it } from 'vitest'
import { allSteps, StepFailed } from './steps.ts'

const finding = (line: number) => ({ file: 'dev/web/a.ts', line, message: 'wrong' })
const red = (step: 'lint' | 'types', line: number) =>
  StepFailed.of([{ step, app: 'web', reason: '', findings: [finding(line)] }])

it('a reason has no colours, whatever a tool has said', () => {
  expect(new StepFailed('image', 'web', '\u001b[31mred\u001b[0m').message).toBe('red')
})

it('steps that fail together are one failure, which names the cause, however they are nested', async () => {
  const inner = allSteps([Promise.reject(red('lint', 2)), Promise.resolve()])
  const outer = allSteps([inner, Promise.reject(red('types', 1))])
  await expect(outer).rejects.toMatchObject({
    step: 'types',
    app: 'web',
    message: 'dev/web/a.ts:1: wrong (types)\ndev/web/a.ts:2: wrong (lint)',
  })
})

it('an error that is no failed step is thrown as it is, after every step has ended', async () => {
  const ended: string[] = []
  const slow = Promise.resolve().then(() => ended.push('slow'))
  const bug = new TypeError('a bug')
  await expect(allSteps([Promise.reject(red('lint', 1)), Promise.reject(bug), slow])).rejects.toBe(bug)
  expect(ended).toEqual(['slow'])
})
