import { GitopsError } from '@gitops-example/kit/errors'
import { exec, tryExec } from '@gitops-example/kit/process/exec'
import { expect, it } from 'vitest'

it('returns output and exit code of a program that fails', async () => {
  const result = await tryExec(['sh', '-c', 'echo out; echo err >&2; exit 3'])
  expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' })
})

it('throws the pasteable command, the exit code and the last lines, with secrets masked', async () => {
  const failing = exec(['sh', '-c', 'echo token hunter2 >&2; exit 4'], { secrets: ['hunter2'] })
  const error = await failing.catch((thrown) => thrown)
  expect(error).toBeInstanceOf(GitopsError)
  expect(error.message).toMatch(
    /^sh -c 'echo token \*\*\* >&2; exit 4': exit code 4 after \d+ ms\.\ntoken \*\*\*$/,
  )
})

it('reports a program that is not there', async () => {
  await expect(exec(['no-such-program-here'])).rejects.toThrow('program or working directory not found')
})

it('ends a program that takes too long, and says so', async () => {
  await expect(exec(['sleep', '60'], { timeoutMs: 50 })).rejects.toThrow(/no answer after \d+ ms/)
})

it('gives the child only the environment that it is given', async () => {
  const { stdout } = await exec(['/usr/bin/env'], { env: { ONLY: 'this' } })
  expect(stdout).toBe('ONLY=this\n')
})

it('passes lines on as they come', async () => {
  const lines: string[] = []
  await exec(['sh', '-c', 'echo one; echo two >&2'], { onLine: (line) => lines.push(line) })
  expect(lines.toSorted()).toEqual(['one', 'two'])
})
