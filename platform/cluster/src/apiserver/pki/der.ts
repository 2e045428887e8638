/** The few parts of DER (ITU-T X.690) that a certificate needs; every function gives one encoded value. */

export function derSequence(...items: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(items))
}

export function derSet(...items: Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(items))
}

/** A positive whole number, as bytes in network order. */
export function derInteger(bytes: Buffer): Buffer {
  const isNegative = ((bytes[0] ?? 0) & 0x80) !== 0
  return tagged(0x02, isNegative ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

export function derTrue(): Buffer {
  return tagged(0x01, Buffer.from([0xff]))
}

export function derBits(bytes: Buffer, unusedBits = 0): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([unusedBits]), bytes]))
}

export function derOctets(bytes: Buffer): Buffer {
  return tagged(0x04, bytes)
}

/** An object identifier such as `2.5.4.3`. */
export function derOid(text: string): Buffer {
  const [first = 0, second = 0, ...others] = text.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...others.flatMap(base128)]))
}

export function derText(text: string): Buffer {
  return tagged(0x0c, Buffer.from(text))
}

/** UTCTime, which RFC 5280 wants for years before 2050. */
export function derTime(timeMs: number): Buffer {
  const digits = new Date(timeMs).toISOString().replaceAll(/[-:T]|\..*/g, '')
  return tagged(0x17, Buffer.from(`${digits.slice(2)}Z`))
}

/** `[number]` around an encoded value (explicit), or in place of its tag (implicit). */
export function derContext(number: number, content: Buffer, isPrimitive = false): Buffer {
  return tagged((isPrimitive ? 0x80 : 0xa0) | number, content)
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content])
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length]
  if (length < 0x100) return [0x81, length]
  return [0x82, length >> 8, length & 0xff]
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) bytes.unshift((rest & 0x7f) | 0x80)
  return bytes
}
