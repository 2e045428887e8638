/** Types of control frames that this server reads or writes (SPDY protocol draft 3.1, 2.6). */
export const frameType = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7 } as const

export const flagFin = 1

const version = 3
const headBytes = 8

export type Frame =
  | { kind: 'data'; streamId: number; isLast: boolean; payload: Buffer }
  | { kind: 'control'; type: number; flags: number; payload: Buffer }

/** Whole frames out of the bytes of a connection, in their order. */
export async function* readFrames(source: AsyncIterable<Buffer>, limitBytes: number): AsyncGenerator<Frame> {
  let pending: Buffer = Buffer.alloc(0)
  for await (const chunk of source) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    while (pending.length >= headBytes) {
      const length = pending.readUIntBE(5, 3)
      if (length > limitBytes) throw new RangeError(`a SPDY frame of ${length} bytes`)
      if (pending.length < headBytes + length) break
      yield frameOf(pending, pending.subarray(headBytes, headBytes + length))
      pending = pending.subarray(headBytes + length)
    }
  }
}

function frameOf(head: Buffer, payload: Buffer): Frame {
  const first = head.readUInt32BE(0)
  const flags = head.readUInt8(4)
  if (first < 0x8000_0000) return { kind: 'data', streamId: first, isLast: (flags & flagFin) !== 0, payload }
  return { kind: 'control', type: first & 0xffff, flags, payload }
}

export function dataFrame(streamId: number, payload: Uint8Array, isLast: boolean): Buffer {
  return frame(streamId, isLast ? flagFin : 0, payload)
}

export function controlFrame(type: number, payload: Uint8Array, flags = 0): Buffer {
  return frame((0x8000_0000 | (version << 16) | type) >>> 0, flags, payload)
}

/** A payload of 32-bit numbers, such as a stream and a status. */
export function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, 4 * index)
  return bytes
}

function frame(first: number, flags: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(headBytes)
  head.writeUInt32BE(first, 0)
  head.writeUInt8(flags, 4)
  head.writeUIntBE(payload.length, 5, 3)
  return Buffer.concat([head, payload])
}
