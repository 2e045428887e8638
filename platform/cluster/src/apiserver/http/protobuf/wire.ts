/** One field of a message as it stands on the wire (protobuf encoding, "Message Structure"). */
export interface WireField {
  number: number
  /** A varint or fixed number, or the bytes of a text, a message or packed numbers. */
  value: bigint | number | Uint8Array
}

/** The bytes do not follow the wire format. */
export class WireError extends Error {}

export function* wireFields(bytes: Uint8Array): Generator<WireField> {
  const reader = new WireReader(bytes)
  while (!reader.isAtEnd) {
    const tag = Number(reader.varint())
    const number = Math.floor(tag / 8)
    if (number === 0) throw new WireError('a field has no number')
    yield { number, value: reader.value(tag % 8) }
  }
}

/** The numbers of a packed repeated field. */
export function* packedVarints(bytes: Uint8Array): Generator<bigint> {
  const reader = new WireReader(bytes)
  while (!reader.isAtEnd) yield reader.varint()
}

class WireReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#bytes.length
  }

  value(wireType: number): bigint | number | Uint8Array {
    switch (wireType) {
      case 0:
        return this.varint()
      case 1:
        return this.#view.getFloat64(this.#advance(8), true)
      case 2: {
        const length = Number(this.varint())
        const start = this.#advance(length)
        return this.#bytes.subarray(start, start + length)
      }
      case 5:
        return this.#view.getFloat32(this.#advance(4), true)
      default:
        throw new WireError(`wire type ${wireType} is not used`)
    }
  }

  /** Up to 64 bits, read as a signed number. */
  varint(): bigint {
    let result = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#advance(1)] ?? 0
      result |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asIntN(64, result)
    }
    throw new WireError('a number has more than ten bytes')
  }

  #advance(count: number): number {
    const start = this.#position
    if (count > this.#bytes.length - start) throw new WireError('unexpected EOF')
    this.#position = start + count
    return start
  }
}
