import { PassThrough, type Readable, Writable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'

const key = { interrupt: '\x03', endOfInput: '\x04', eraseLine: '\x15', escape: '\x1b' } as const
/** What follows an escape. */
const escapeSequence = /^(?:\[[0-9;?]*[@-~]|O[@-~]|[^[O])/
const longestEscape = 16
/** What an unfinished line may hold, as the line of a terminal (termios(3): canonical mode). */
const longestLine = 4096

export interface CookedStreams {
  /** Whole lines, as a program reads them. */
  stdin: Readable
  /** Shown with the line ends of a terminal. */
  stdout: Writable
}

/**
 * What a terminal would do for a client whose own one is raw: echo, line editing by backspace and Ctrl-U, Enter, Ctrl-D
 * for the end of input. `onInterrupt` is called for Ctrl-C; cursor keys and the like do nothing.
 */
export function cookStreams(stdin: Readable, stdout: Writable, onInterrupt: () => void): CookedStreams {
  const lines = new PassThrough()
  const decoder = new StringDecoder('utf8')
  let line: string[] = []
  let unread = ''

  stdin.on('data', (chunk: Buffer) => {
    unread += decoder.write(chunk)
    while (unread !== '' && !lines.writableEnded) {
      const [character = ''] = unread
      const rest = unread.slice(character.length)
      const sequence = character === key.escape ? escapeSequence.exec(rest)?.[0] : ''
      if (sequence === undefined && rest.length < longestEscape) break // more will come
      unread = rest.slice(sequence?.length ?? 0)
      type(character)
    }
  })
  stdin.once('end', () => end())

  function type(character: string) {
    switch (character) {
      case '\r':
      case '\n':
        stdout.write('\r\n')
        return send('\n')
      case '\x7f':
      case '\b':
        if (line.pop() !== undefined) stdout.write('\b \b')
        return
      case key.eraseLine:
        stdout.write('\b \b'.repeat(line.length))
        line = []
        return
      case key.endOfInput:
        return line.length === 0 ? end() : send('')
      case key.interrupt:
        stdout.write('^C\r\n')
        return onInterrupt()
    }
    if ((character < ' ' && character !== '\t') || line.length >= longestLine) return
    line.push(character)
    stdout.write(character)
  }

  function send(lineEnd: string) {
    if (!lines.write(line.join('') + lineEnd)) {
      stdin.pause()
      lines.once('drain', () => stdin.resume())
    }
    line = []
  }

  function end() {
    if (line.length > 0) send('')
    lines.end()
  }

  return { stdin: lines, stdout: withTerminalLineEnds(stdout) }
}

function withTerminalLineEnds(stdout: Writable): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      // Byte by byte, as a letter may be cut in two between chunks.
      stdout.write(Buffer.from(chunk.toString('latin1').replaceAll(/\r?\n/g, '\r\n'), 'latin1'), done)
    },
  }).on('error', () => {})
}
