import { expect, it } from 'vitest'
import { wantsColour } from './wants-colour.ts'

it.each<{ env: NodeJS.ProcessEnv; terminal: boolean; pipe: boolean }>([
  { env: {}, terminal: true, pipe: false },
  { env: { NO_COLOR: '1' }, terminal: false, pipe: false },
  { env: { NO_COLOR: '' }, terminal: true, pipe: false },
  { env: { NODE_DISABLE_COLORS: '1' }, terminal: false, pipe: false },
  { env: { TERM: 'dumb' }, terminal: false, pipe: false },
  { env: { CLICOLOR: '0' }, terminal: false, pipe: false },
  { env: { FORCE_COLOR: '' }, terminal: true, pipe: true },
  { env: { FORCE_COLOR: '1' }, terminal: true, pipe: true },
  { env: { FORCE_COLOR: '0' }, terminal: false, pipe: false },
  { env: { FORCE_COLOR: '1', NO_COLOR: '1' }, terminal: true, pipe: true },
  { env: { CLICOLOR_FORCE: '1', TERM: 'dumb' }, terminal: true, pipe: true },
  { env: { CLICOLOR_FORCE: '0' }, terminal: true, pipe: false },
  { env: { CLICOLOR_FORCE: '1', NO_COLOR: '1' }, terminal: false, pipe: false },
])('with $env a terminal gets colour: $terminal, a pipe: $pipe', ({ env, terminal, pipe }) => {
  expect({ terminal: wantsColour(env, true), pipe: wantsColour(env, false) }).toEqual({ terminal, pipe })
})
