import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeClock } from '@gitops-example/kit/testing/fake-clock'
import { expect, it, vi } from 'vitest'
import { HelmProgram } from '../src/render/helm-program.ts'

/** Stands in for helm: counts its starts, then prints its arguments and what it reads. */
function start() {
  const dir = mkdtempSync(join(tmpdir(), 'gitops-sync-helm-'))
  const program = join(dir, 'helm')
  const script = `#!/bin/sh
echo start >> ${dir}/starts
input=$(cat)
case "$input" in *fail*) echo "Error: asked to" >&2; exit 1;; esac
echo "$@: $input"
`
  writeFileSync(program, script)
  chmodSync(program, 0o755)
  writeFileSync(join(dir, 'starts'), '')
  const clock = new FakeClock()
  const stopped = new AbortController()
  const helm = new HelmProgram({
    path: Promise.resolve(program),
    workDir: dir,
    clock,
    signal: stopped.signal,
  })
  const starts = async () => {
    const { readFileSync } = await import('node:fs')
    return readFileSync(join(dir, 'starts'), 'utf8').split('\n').length - 1
  }
  return {
    helm,
    clock,
    stopped,
    starts,
    untilStarted: (count: number) =>
      vi.waitFor(async () => expect(await starts()).toBe(count), { timeout: 60_000 }),
    [Symbol.dispose]() {
      stopped.abort()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const args = ['web', '/chart', '--namespace', 'x']

it('passes values by standard input, the earlier ones as files', async () => {
  using fixture = start()
  expect((await fixture.helm.template(args, ['a: 1'])).stdout).toBe(
    'template web /chart --values - --namespace x: a: 1\n',
  )
  expect((await fixture.helm.template(args, ['a: 1', 'b: 2'])).stdout).toMatch(
    /^template web \/chart --values \S+\/values\/[0-9a-f]{64}\.yaml --values - --namespace x: b: 2\n$/,
  )
  expect((await fixture.helm.template(args, [])).stdout).toBe('template web /chart --namespace x: \n')
})

it('uses the process that stands by for the same command, once', async () => {
  using fixture = start()
  await fixture.helm.standBy(args)
  await fixture.helm.standBy(args)
  await fixture.untilStarted(1)
  expect((await fixture.helm.template(args, ['a: 1'])).stdout).toContain('a: 1')
  expect(await fixture.starts()).toBe(1)
  await fixture.helm.template(args, ['a: 2'])
  expect(await fixture.starts()).toBe(2)
})

it('uses it for several values files of which only the last has changed', async () => {
  using fixture = start()
  expect((await fixture.helm.template(args, ['a: 1', 'b: 1'])).stdout).toContain('b: 1')
  await fixture.helm.standBy(args, ['a: 1'])
  await fixture.untilStarted(2)
  expect((await fixture.helm.template(args, ['a: 1', 'b: 2'])).stdout).toContain('b: 2')
  expect(await fixture.starts()).toBe(2)
  await fixture.helm.standBy(args, ['a: 1'])
  await fixture.untilStarted(3)
  expect((await fixture.helm.template(args, ['a: 2', 'b: 2'])).stdout).toContain('b: 2')
  expect(await fixture.starts()).toBe(4)
})

it('does not use it for another command', async () => {
  using fixture = start()
  await fixture.helm.standBy(args)
  await fixture.untilStarted(1)
  expect((await fixture.helm.template(['api', ...args.slice(1)], ['a: 1'])).stdout).toContain('template api')
  expect(await fixture.starts()).toBe(2)
})

it('reports the error of a rendering that fails on a standby process', async () => {
  using fixture = start()
  await fixture.helm.standBy(args)
  expect(await fixture.helm.template(args, ['fail'])).toMatchObject({
    exitCode: 1,
    stderr: 'Error: asked to\n',
  })
})

it('ends what stands by too long', async () => {
  using fixture = start()
  await fixture.helm.standBy(args)
  await fixture.untilStarted(1)
  await fixture.clock.advance(30_000)
  expect((await fixture.helm.template(args, ['a: 1'])).exitCode).toBe(0)
  expect(await fixture.starts()).toBe(2)
})
