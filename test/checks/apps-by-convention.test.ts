import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** Sources that run, without tests and what only tests use. */
const sources = readdirSync('platform', { recursive: true, encoding: 'utf8' }).filter(
  (path) =>
    /^[^/]+\/src\/.*\.ts$/.test(path) &&
    !/\.test\.ts$|\/testing\//.test(path) &&
    !path.includes('node_modules'),
)

it.each(readdirSync('dev'))('no source of the platform names the app %s', (app) => {
  // As a whole text, or as a path below dev/; "api" is a common word otherwise.
  const named = new RegExp(`['"\`/]${app}['"\`]|dev/${app}\\b`)
  const naming = sources.filter((path) => {
    const lines = readFileSync(join('platform', path), 'utf8').split('\n')
    return lines.some((line) => named.test(line) && !/^\s*(\/?\*|\/\/)|^import /.test(line))
  })
  expect(naming).toEqual([])
  expect(sources.length).toBeGreaterThan(50)
})
