import { expect, it } from 'vitest'
import { decodeYaml } from './decode-body.ts'

const decode = async (text: string) => (await decodeYaml(Buffer.from(text))).value

it.each([
  { name: 'JSON', text: '{"a": "yes"}', want: { a: 'yes' } },
  {
    name: 'scalars as Go reads them',
    text: 'a: yes\nb: 0644\nc: 12:30\n',
    want: { a: true, b: 420, c: '12:30' },
  },
  {
    name: 'merges',
    text: 'base: &base {a: 1}\nmerged:\n  <<: *base\n',
    want: { base: { a: 1 }, merged: { a: 1 } },
  },
  { name: 'a flow mapping that is not JSON', text: '{a: 1}', want: { a: 1 } },
  { name: 'the last of equal keys', text: 'a: 1\na: 2\n', want: { a: 2 } },
  {
    name: 'halves of surrogate pairs as Go does',
    text: String.raw`{"a": "x\ud800", "\udc00": ["\ud83d\ude00", "\u0000"]}`,
    want: { a: 'x\ufffd', '\ufffd': ['\u{1f600}', '\0'] },
  },
  { name: 'a text without documents', text: '# nothing\n', want: null },
])('reads $name', async ({ text, want }) => {
  expect(await decode(text)).toEqual(want)
})

it.each([
  { name: 'what is not YAML', text: 'a: 1\nb: "', want: /yaml: line 2: / },
  {
    name: 'JSON that is nested too deep',
    text: `{"a": ${'['.repeat(501)}${']'.repeat(501)}}`,
    want: /500 levels/,
  },
  { name: 'keys nested in keys', text: '? '.repeat(400), want: /yaml: line 1: invalid map key/ },
])('refuses $name', async ({ text, want }) => {
  await expect(decode(text)).rejects.toMatchObject({
    code: 'bad-request',
    message: expect.stringMatching(want),
  })
})
