import { GitopsError } from '@gitops-example/kit/errors'

const largestInt = 2n ** 63n - 1n

export function scheduleInvalid(message: string): GitopsError {
  return new GitopsError('cron-schedule-invalid', message)
}

/** A whole number as Go's `strconv.Atoi` reads it, which takes a sign; robfig/cron refuses a negative one. */
export function parseInteger(text: string): bigint {
  const refuse = (why: string) =>
    scheduleInvalid(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: ${why}`)
  if (!/^[+-]?[0-9]+$/.test(text)) throw refuse('invalid syntax')
  const number = BigInt(text.replace('+', ''))
  if (number > largestInt || number < -largestInt - 1n) throw refuse('value out of range')
  if (number < 0n) throw scheduleInvalid(`negative number (${number}) not allowed: ${text}`)
  return number
}
