const firstWords = ['GET ', 'HEAD ', 'POST ', 'PUT ', 'PATCH ', 'DELETE ', 'OPTIONS ']

/** Whether a connection begins as an HTTP/1 request; CONNECT, HTTP/2 and everything else does not. */
export function looksLikeHttp(firstBytes: Buffer): boolean {
  const start = firstBytes.toString('latin1', 0, 8)
  return firstWords.some((word) => start.startsWith(word))
}
