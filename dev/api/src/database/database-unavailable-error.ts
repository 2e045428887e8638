/**
 * The database cannot be reached or does not serve now. Another attempt may succeed soon; a statement that was on
 * its way may have been carried out.
 */
export class DatabaseUnavailableError extends Error {
  readonly code = 'DATABASE_UNAVAILABLE'
  readonly retryable = true
}
