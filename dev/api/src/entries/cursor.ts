const idPattern = /^[1-9][0-9]{0,17}$/

/** A page's end as clients hand it back. They must not read it, so that its form may change. */
export function encodeCursor(lastId: string): string {
  return Buffer.from(`before:${lastId}`).toString('base64url')
}

/** The id that the next page starts before; undefined for a text that no page has given out. */
export function decodeCursor(cursor: string): string | undefined {
  const [prefix, id, ...rest] = Buffer.from(cursor, 'base64url').toString('latin1').split(':')
  if (prefix !== 'before' || id === undefined || rest.length > 0 || !idPattern.test(id)) return undefined
  // Node.js skips what is not base64url, so only encoding it again shows whether this is one of ours.
  return encodeCursor(id) === cursor ? id : undefined
}
