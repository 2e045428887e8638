import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../ops/test/programs.ts'
import { nodeVersion } from './stand-in-bases.ts'

const apps = readdirSync(join(root, 'dev')).filter((name) => existsSync(join(root, 'dev', name, 'chart')))
const read = (app: string) => readFileSync(join(root, 'dev', app, 'Dockerfile'), 'utf8')
const defaultOf = (app: string, arg: string) => new RegExp(`^ARG ${arg}=(.+)$`, 'm').exec(read(app))?.[1]

describe.each(apps)('the Dockerfile of %s', (app) => {
  test('bundles with the version of Node.js that the repository runs on', () => {
    expect(defaultOf(app, 'NODE_IMAGE')).toContain(`/node:${nodeVersion()}-`)
  })

  test('runs on the same major version', () => {
    expect(defaultOf(app, 'RUNTIME_IMAGE')).toContain(`/nodejs${nodeVersion().split('.')[0]}-`)
  })

  test('takes its bases by arguments alone, so that a release can give digests', () => {
    const bases = [...read(app).matchAll(/^FROM (?:--platform=\S+ )?(\S+)/gm)].map(([, base]) =>
      base?.replace(/[${}]/g, ''),
    )
    expect(bases).toEqual(['NODE_IMAGE', 'dependencies', 'RUNTIME_IMAGE'])
  })

  test('takes along every library that the app depends on', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'dev', app, 'package.json'), 'utf8'))
    const ignored = readFileSync(join(root, 'dev', app, 'Dockerfile.dockerignore'), 'utf8')
    const libraries = Object.keys(dependencies).filter((name) => name.startsWith('@guestbook/'))
    for (const library of libraries.map((name) => name.replace('@guestbook/', 'dev/'))) {
      expect(read(app)).toContain(`COPY ${library}/package.json ${library}/\n`)
      expect(read(app)).toContain(`COPY ${library} ${library}\n`)
      expect(ignored.split('\n')).toContain(`!${library}`)
    }
  })

  test('leaves health to the probes of Kubernetes', () => {
    expect(read(app)).not.toContain('HEALTHCHECK')
  })

  test('has the bases of the other apps', () => {
    for (const arg of ['NODE_IMAGE', 'RUNTIME_IMAGE']) {
      expect(new Set(apps.map((each) => defaultOf(each, arg))).size, arg).toBe(1)
    }
  })
})
