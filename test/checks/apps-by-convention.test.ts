import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Sources that run, without tests and what only tests use, and without verbs, whose help has examples. */
const sources = readdirSync('platform', { recursive: true, encoding: 'utf8' }).filter(
  (path) =>
    /^[^/]+\/src\/.*\.ts$/.test(path) &&
    !/\.test\.ts$|\/testing\//.test(path) &&
    !/node_modules|^cli\/src\/verbs\//.test(path),
)

it.each(readdirSync('dev'))('no source of the platform names %s', (app) => {
  // "api" is a word of Kubernetes too: there only a path below dev/ tells the app.
  const named = new RegExp(app === 'api' ? `dev/${app}\\b` : `\\b${app}\\b`)
  const naming = sources.filter((path) => {
    const lines = readFileSync(join('platform', path), 'utf8').split('\n')
    return lines.some((line) => named.test(line) && !/^\s*(\/?\*|\/\/)|^import /.test(line))
  })
  expect(naming).toEqual([])
  expect(sources.length).toBeGreaterThan(50)
})
