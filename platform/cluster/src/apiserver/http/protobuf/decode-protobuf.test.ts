import { describe, expect, it } from 'vitest'
import { decodeProtobuf } from './decode-protobuf.ts'
import { Messages } from './messages.ts'

const messages = new Messages()

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return Buffer.from(bytes)
}

const bytes = (field: number, ...content: (Buffer | string)[]) => {
  const joined = Buffer.concat(content.map((one) => Buffer.from(one)))
  return Buffer.concat([varint(BigInt(field * 8 + 2)), varint(BigInt(joined.length)), joined])
}
const number = (field: number, value: number) =>
  Buffer.concat([varint(BigInt(field * 8)), varint(BigInt(value))])
const body = (apiVersion: string, kind: string, ...fields: Buffer[]) =>
  Buffer.concat([Buffer.from('k8s\0'), bytes(1, bytes(1, apiVersion), bytes(2, kind)), bytes(2, ...fields)])

describe('a protobuf body', () => {
  it('gives maps, bytes and times as JSON has them', () => {
    const metadata = bytes(
      1,
      bytes(1, 'a'),
      bytes(2, ''),
      number(7, 0),
      bytes(8, number(1, 1_700_000_000)),
      bytes(11, bytes(1, 'k'), bytes(2, 'v')),
    )
    const data = bytes(2, bytes(1, 'password'), bytes(2, 'secret'))
    expect(decodeProtobuf(messages, body('v1', 'Secret', metadata, data))).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a', creationTimestamp: '2023-11-14T22:13:20Z', labels: { k: 'v' } },
      data: { password: Buffer.from('secret').toString('base64') },
    })
  })

  it('keeps the zero of a pointer and leaves out that of a plain field', () => {
    const spec = bytes(2, number(1, 0), number(5, 0))
    expect(decodeProtobuf(messages, body('apps/v1', 'Deployment', spec))).toMatchObject({
      spec: { replicas: 0 },
    })
    expect(decodeProtobuf(messages, body('apps/v1', 'Deployment', spec)).spec).toEqual({ replicas: 0 })
  })

  it('reads numbers that are negative', () => {
    const spec = bytes(2, number(1, -1))
    expect(decodeProtobuf(messages, body('apps/v1', 'Deployment', spec)).spec).toEqual({ replicas: -1 })
  })

  it('puts inline fields where JSON has them, and numbers or texts as they are', () => {
    const volume = bytes(1, bytes(1, 'v'), bytes(2, bytes(2, bytes(1, 'Memory'))))
    const pod = decodeProtobuf(messages, body('v1', 'Pod', bytes(2, volume)))
    expect(pod.spec).toEqual({ volumes: [{ name: 'v', emptyDir: { medium: 'Memory' } }] })
    const port = bytes(1, number(3, 80), bytes(4, number(1, 1), number(2, 0), bytes(3, 'http')))
    const service = decodeProtobuf(messages, body('v1', 'Service', bytes(2, port)))
    expect(service.spec).toEqual({ ports: [{ port: 80, targetPort: 'http' }] })
  })

  it('leaves out fields of later releases', () => {
    expect(decodeProtobuf(messages, body('v1', 'ConfigMap', bytes(4000, 'new')))).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
    })
  })

  it.each([
    ['no prefix', Buffer.from('{}')],
    ['a length beyond the end', Buffer.from('k8s\0\x0a\x7f')],
    ['a number without an end', Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(20, 0xff)])],
    ['an unknown kind', body('v1', 'Nothing')],
    ['a group, which is not used', Buffer.from('k8s\0\x0b')],
  ])('is refused with %s', (_name, given) => {
    expect(() => decodeProtobuf(messages, given)).toThrow(
      expect.objectContaining({ status: expect.objectContaining({ code: 400 }) }),
    )
  })
})
