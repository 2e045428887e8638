import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CheckTarget } from '../src/checks/check.ts'
import { dockerfile } from '../src/checks/dockerfile.ts'

let root: string
let cacheDir: string
let target: CheckTarget

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gitops-dockerfile-'))
  cacheDir = join(root, 'cache')
  mkdirSync(join(root, 'dev/web'), { recursive: true })
  const { signal } = new AbortController()
  target = { app: { name: 'web', dir: 'dev/web' }, libraries: [], treeDir: root, signal }
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const write = (text: string) => writeFileSync(join(root, 'dev/web/Dockerfile'), text)
const remembered = () => readdirSync(cacheDir).length

it('an app without a Dockerfile is well', async () => {
  expect(await dockerfile(cacheDir)(target)).toEqual([])
})

it('a Dockerfile that was right is remembered, by its content and the lockfile', async () => {
  const check = dockerfile(cacheDir)
  write('FROM node:24\n')
  expect(await check(target)).toEqual([])
  expect(await check(target)).toEqual([])
  expect(remembered()).toBe(1)
  expect(await check({ ...target, files: new Map([['package-lock.json', '100644 abc']]) })).toEqual([])
  expect(remembered()).toBe(2)
})

it('a Dockerfile that is wrong is wrong each time', async () => {
  const check = dockerfile(cacheDir)
  write('FROM node:24\n')
  await check(target)
  write('FORM node:24\n')
  const message = 'Unknown instruction: FORM'
  expect(await check(target)).toMatchObject([{ file: 'dev/web/Dockerfile', line: 1, message }])
  expect(await check(target)).toMatchObject([{ message }])
  expect(remembered()).toBe(1)
})
