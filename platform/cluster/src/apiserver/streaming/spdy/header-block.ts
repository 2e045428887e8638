import { constants, createDeflate, createInflate, type Deflate, type Inflate } from 'node:zlib'
import { headerDictionary } from './dictionary.ts'

/** Far more than any client sends; bounds what a small block can inflate to. */
const limitBytes = 64 * 1024

export type Headers = ReadonlyMap<string, string>

/**
 * Compresses and reads the header blocks of one connection (SPDY protocol draft 3, 2.6.10): both directions keep their
 * zlib state from block to block, so that blocks must be handled in their order.
 */
export class HeaderBlocks {
  readonly #inflate: Inflate
  readonly #deflate: Deflate

  constructor() {
    const options = { dictionary: headerDictionary(), flush: constants.Z_SYNC_FLUSH }
    this.#inflate = createInflate(options)
    this.#deflate = createDeflate(options)
    // The error may come after the write that it belongs to has been given up: it must not go uncaught.
    for (const stream of [this.#inflate, this.#deflate]) stream.on('error', () => {})
  }

  async read(block: Buffer): Promise<Headers> {
    return parse(await transform(this.#inflate, block))
  }

  async write(headers: Headers): Promise<Buffer> {
    return transform(this.#deflate, format(headers))
  }

  close(): void {
    this.#inflate.destroy()
    this.#deflate.destroy()
  }
}

/** What a zlib stream gives for one block: with sync flush, everything is out when the write is done. */
function transform(stream: Inflate | Deflate, block: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > limitBytes) stream.destroy(new Error(`SPDY headers of more than ${limitBytes} bytes`))
      else chunks.push(chunk)
    }
    const fail = (error: Error) => reject(error)
    stream.on('data', take)
    stream.once('error', fail)
    stream.write(block, (error) => {
      stream.off('data', take)
      stream.off('error', fail)
      if (error) reject(error)
      else resolve(Buffer.concat(chunks))
    })
  })
}

function parse(bytes: Buffer): Headers {
  const headers = new Map<string, string>()
  let position = 0
  const text = () => {
    const length = bytes.readUInt32BE(position)
    position += 4 + length
    if (position > bytes.length) throw new RangeError('a SPDY header ends before its length')
    return bytes.toString('latin1', position - length, position)
  }
  const count = bytes.readUInt32BE(0)
  position = 4
  for (let index = 0; index < count; index++) {
    const name = text()
    // Several values of one name are separated by NUL; clients here send one.
    headers.set(name, text().split('\0', 1)[0] ?? '')
  }
  return headers
}

function format(headers: Headers): Buffer {
  const length = (count: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(count)
    return bytes
  }
  const parts = [...headers].flat().flatMap((text) => [length(text.length), Buffer.from(text, 'latin1')])
  return Buffer.concat([length(headers.size), ...parts])
}
