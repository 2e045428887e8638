import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  derBits,
  derContext,
  derInteger,
  derOctets,
  derOid,
  derSequence,
  derSet,
  derText,
  derTime,
  derTrue,
} from './der.ts'
import type { ServerCertificates } from './server-certificates.ts'

const yearMs = 365 * 24 * 60 * 60 * 1000
const names = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc']
const addresses = [Buffer.from([127, 0, 0, 1]), Buffer.from([...Array(15).fill(0), 1])]
const ecdsaWithSha256 = derSequence(derOid('1.2.840.10045.4.3.2'))

interface Fields {
  subject: string
  issuer: string
  publicKey: KeyObject
  signingKey: KeyObject
  notBeforeMs: number
  notAfterMs: number
  extensions: Buffer[]
}

/** An authority and a certificate for loopback that it signed (RFC 5280), both for five years. */
export function makeCertificates(nowMs: number): ServerCertificates {
  const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const serverKeys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const common = {
    issuer: 'gitops-local',
    signingKey: authorityKeys.privateKey,
    // An hour back, for clients whose clock is a little behind.
    notBeforeMs: nowMs - 60 * 60 * 1000,
    notAfterMs: nowMs + 5 * yearMs,
  }
  const authority = certificate({
    ...common,
    subject: common.issuer,
    publicKey: authorityKeys.publicKey,
    extensions: [
      extension('2.5.29.19', derSequence(derTrue(), derInteger(Buffer.from([0]))), true),
      extension('2.5.29.15', keyUsage(0b0000_0110, 1), true),
      extension('2.5.29.14', derOctets(keyIdentifier(authorityKeys.publicKey))),
    ],
  })
  const server = certificate({
    ...common,
    subject: 'kube-apiserver',
    publicKey: serverKeys.publicKey,
    extensions: [
      extension('2.5.29.15', keyUsage(0b1000_0000, 7), true),
      extension('2.5.29.37', derSequence(derOid('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.35', derSequence(derContext(0, keyIdentifier(authorityKeys.publicKey), true))),
      extension('2.5.29.17', alternativeNames()),
    ],
  })
  const key = serverKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { authority, certificate: server, key }
}

function certificate(fields: Fields): string {
  const { subject, issuer, publicKey, signingKey, notBeforeMs, notAfterMs, extensions } = fields
  const version3 = derContext(0, derInteger(Buffer.from([2])))
  const content = derSequence(
    version3,
    derInteger(serialNumber()),
    ecdsaWithSha256,
    commonName(issuer),
    derSequence(derTime(notBeforeMs), derTime(notAfterMs)),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    derContext(3, derSequence(...extensions)),
  )
  const signed = derSequence(content, ecdsaWithSha256, derBits(sign('sha256', content, signingKey)))
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

function commonName(text: string): Buffer {
  return derSequence(derSet(derSequence(derOid('2.5.4.3'), derText(text))))
}

function extension(oid: string, value: Buffer, isCritical = false): Buffer {
  return derSequence(derOid(oid), ...(isCritical ? [derTrue()] : []), derOctets(value))
}

function keyUsage(bits: number, unusedBits: number): Buffer {
  return derBits(Buffer.from([bits]), unusedBits)
}

function alternativeNames(): Buffer {
  return derSequence(
    ...names.map((name) => derContext(2, Buffer.from(name), true)),
    ...addresses.map((address) => derContext(7, address, true)),
  )
}

/** RFC 5280, section 4.2.1.2: any unique value serves. */
function keyIdentifier(publicKey: KeyObject): Buffer {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20)
}

/** A positive number of 127 bits. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}
