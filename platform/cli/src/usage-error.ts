/** Wrong arguments: exit code 2. The message names the input and, where there is one, the next move. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
