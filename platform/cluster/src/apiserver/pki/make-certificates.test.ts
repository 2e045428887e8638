import { createPrivateKey, X509Certificate } from 'node:crypto'
import { expect, it } from 'vitest'
import { makeCertificates } from './make-certificates.ts'

const now = Date.UTC(2026, 0, 1)
const { authority, certificate, key } = makeCertificates(now)

it('makes an authority that signs a certificate for loopback', () => {
  const issuer = new X509Certificate(authority)
  const server = new X509Certificate(certificate)
  expect([issuer.ca, server.ca]).toEqual([true, false])
  expect(issuer.verify(issuer.publicKey)).toBe(true)
  expect(server.verify(issuer.publicKey)).toBe(true)
  expect(server.checkIssued(issuer)).toBe(true)
  expect(server.checkPrivateKey(createPrivateKey(key))).toBe(true)
  expect([server.checkHost('localhost'), server.checkHost('example.com')]).toEqual(['localhost', undefined])
  expect([server.checkIP('127.0.0.1'), server.checkIP('::1'), server.checkIP('10.0.0.1')]).toEqual([
    '127.0.0.1',
    '::1',
    undefined,
  ])
})

it('is valid from an hour ago for five years', () => {
  const { validFromDate, validToDate } = new X509Certificate(certificate)
  expect(validFromDate.getTime()).toBe(now - 60 * 60 * 1000)
  expect(validToDate.getTime()).toBe(now + 5 * 365 * 24 * 60 * 60 * 1000)
})

it('never gives two certificates the same number', () => {
  expect(new X509Certificate(makeCertificates(now).certificate).serialNumber).not.toBe(
    new X509Certificate(certificate).serialNumber,
  )
})
