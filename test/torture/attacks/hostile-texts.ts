/** What a commit may bring as a values file, and an API client as a body: small to send, dear to read. */
export const hostileTexts: Record<string, () => string> = {
  'nested keys': () => `${'? '.repeat(400)}a\n`,
  'nested lists': () => `a: ${'['.repeat(20_000)}\n`,
  'nested maps': () => Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  'many keys': () => Array.from({ length: 200_000 }, (_, index) => `key${index}: a`).join('\n'),
  'many aliases': () =>
    Array.from({ length: 30 }, (_, index) =>
      index === 0
        ? 'a0: &a0 [x, x, x]'
        : `a${index}: &a${index} [*a${index - 1}, *a${index - 1}, *a${index - 1}]`,
    ).join('\n'),
  'a long line': () => `a: ${'x'.repeat(2_000_000)}\n`,
  'many documents': () => '---\na: 1\n'.repeat(100_000),
  'a broken text': () => 'a: [\nb: {"\n\t- ?\n',
}
