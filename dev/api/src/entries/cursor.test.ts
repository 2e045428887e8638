import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from './cursor.ts'

test.each(['1', '42', '999999999999999999'])('the cursor of entry %s leads back to it', (id) => {
  expect(decodeCursor(encodeCursor(id))).toBe(id)
})

test.each([
  '',
  'bogus',
  '42',
  Buffer.from('before:0').toString('base64url'),
  Buffer.from('before:-1').toString('base64url'),
  Buffer.from("before:1' OR '1'='1").toString('base64url'),
  Buffer.from('before:9999999999999999999').toString('base64url'),
  Buffer.from('before:1:2').toString('base64url'),
  Buffer.from('after:1').toString('base64url'),
  `${encodeCursor('42')}=`,
  `${encodeCursor('42')}!`,
])('"%s" is none', (text) => {
  expect(decodeCursor(text)).toBeUndefined()
})
