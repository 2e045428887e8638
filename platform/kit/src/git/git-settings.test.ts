import { expect, it } from 'vitest'
import { settingsEnv, settingsIn } from './git-settings.ts'

it.each([
  { name: 'no setting', settings: [] },
  { name: 'one setting', settings: [['core.pager', 'cat']] },
  {
    name: 'two of one key, in their order',
    settings: [
      ['http.https://x/.extraHeader', ''],
      ['http.https://x/.extraHeader', 'A: b=c'],
    ],
  },
] as { name: string; settings: [string, string][] }[])(
  'variables hold $name and give it back',
  ({ settings }) => {
    const env = settingsEnv(settings)
    expect(env.GIT_CONFIG_COUNT).toBe(String(settings.length))
    expect(settingsIn({ PATH: '/bin', ...env })).toEqual(settings)
  },
)

it('an environment without settings has none', () => {
  expect(settingsIn({ PATH: '/bin' })).toEqual([])
})
