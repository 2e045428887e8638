import { expect, it } from 'vitest'
import { PathMapper } from './path-mapper.ts'

const paths = ['/data', '/etc/app', '/etc/app.d']

it.each([
  { text: '/data', want: '/root/data' },
  { text: '/data/x/y', want: '/root/data/x/y' },
  { text: '--dir=/data/x', want: '--dir=/root/data/x' },
  { text: 'cat "/data/a" > /etc/app/b', want: 'cat "/root/data/a" > /root/etc/app/b' },
  { text: '/etc/app.d/x', want: '/root/etc/app.d/x' },
  { text: '/data:/etc/app', want: '/root/data:/root/etc/app' },
  { text: 'file:///data/x', want: 'file:///data/x' },
  { text: '/database', want: '/database' },
  { text: '/data-2/x', want: '/data-2/x' },
  { text: 'https://example.com/data', want: 'https://example.com/data' },
  { text: '/other/data', want: '/other/data' },
  { text: '', want: '' },
])('reads $text as $want', ({ text, want }) => {
  expect(new PathMapper('/root', paths, '/').inText(text)).toBe(want)
})

it('remembers which paths were named', () => {
  const mapper = new PathMapper('/root', paths, '/')
  mapper.inText('x /data/1')
  expect([...mapper.found]).toEqual(['/data'])
})

it('reads the working directory in the words of a command, and leaves it in variables', () => {
  const mapper = new PathMapper('/no-such-root', ['/data'], '/app')
  expect(mapper.inWord('node /app/x.js')).toBe('node /no-such-root/app/x.js')
  expect(mapper.inText('/app')).toBe('/app')
})
