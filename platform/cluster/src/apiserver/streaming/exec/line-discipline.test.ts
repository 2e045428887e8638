import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { cookStreams } from './line-discipline.ts'

/** What a program gets and what a person sees, for what that person types. */
async function typed(...chunks: (string | Buffer)[]) {
  const [keyboard, screen] = [new PassThrough(), new PassThrough()]
  let interrupts = 0
  const { stdin, stdout } = cookStreams(keyboard, screen, () => interrupts++)
  for (const chunk of chunks) keyboard.write(chunk)
  await new Promise((resolve) => setImmediate(resolve))
  const read = String(stdin.read() ?? '')
  return {
    read,
    shown: String(screen.read() ?? ''),
    interrupts,
    isEnded: stdin.readableEnded,
    stdin,
    stdout,
    screen,
  }
}

it.each([
  { name: 'a line', keys: ['ls -l\r'], read: 'ls -l\n', shown: 'ls -l\r\n' },
  { name: 'a line without Enter', keys: ['ls'], read: '', shown: 'ls' },
  { name: 'backspace', keys: ['lx\x7fs\r'], read: 'ls\n', shown: 'lx\b \bs\r\n' },
  { name: 'backspace on nothing', keys: ['\x7f\r'], read: '\n', shown: '\r\n' },
  { name: 'Ctrl-U', keys: ['ab\x15c\r'], read: 'c\n', shown: 'ab\b \b\b \bc\r\n' },
  { name: 'cursor keys', keys: ['a\x1b[A\x1b[1;5C\x1bOPb\r'], read: 'ab\n', shown: 'ab\r\n' },
  { name: 'a cursor key in two parts', keys: ['a\x1b', '[Ab\r'], read: 'ab\n', shown: 'ab\r\n' },
  { name: 'Ctrl-D after text', keys: ['ab\x04'], read: 'ab', shown: 'ab' },
  {
    name: 'letters of several bytes',
    keys: [Buffer.from([0xc5]), Buffer.from([0xbc]), '🚀\x7f\r'],
    read: 'ż\n',
    shown: 'ż🚀\b \b\r\n',
  },
])('types $name', async ({ keys, read, shown }) => {
  expect(await typed(...keys)).toMatchObject({ read, shown, interrupts: 0 })
})

it('reports Ctrl-C, and ends the input with Ctrl-D', async () => {
  const interrupted = await typed('ab\x03')
  expect(interrupted).toMatchObject({ interrupts: 1, shown: 'ab^C\r\n' })
  const { stdin } = await typed('\x04more\r')
  stdin.resume()
  await expect.poll(() => stdin.readableEnded).toBe(true)
})

it('shows output with the line ends of a terminal, whatever the chunks', async () => {
  const { stdout, screen } = await typed()
  for (const text of ['one\ntwo\r\n', 'ż']) stdout.write(text)
  await new Promise((resolve) => setImmediate(resolve))
  expect(String(screen.read())).toBe('one\r\ntwo\r\nż')
})
