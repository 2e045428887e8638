/** The words of Go's network errors. */
export function describeNetworkError(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'connection refused'
  if (error.code === 'ECONNRESET') return 'connection reset by peer'
  if (error.name === 'AbortError') return 'i/o timeout'
  return error.message
}
