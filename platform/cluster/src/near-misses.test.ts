import { expect, it } from 'vitest'
import { decodeScalar } from './apiserver/admission/decoding/decode-scalar.ts'
import { Causes } from './apiserver/admission/validation/causes.ts'
import { intOrPercent } from './apiserver/admission/validation/fields.ts'
import * as names from './apiserver/admission/validation/names.ts'
import { checkText } from './apiserver/custom-resources/check-value.ts'
import { splitPath } from './apiserver/http/split-path.ts'
import { readJsonPath } from './apiserver/tables/json-path.ts'
import { parseDuration } from './machinery/cron/parse-duration.ts'
import { parseSchedule } from './machinery/cron/schedule.ts'
import { checkLabelKey, checkLabelValue } from './machinery/labels.ts'
import { parseQuantity } from './machinery/quantity/quantity.ts'
import { parseFieldSelector } from './machinery/selectors/field-selector.ts'
import { parseLabelSelector } from './machinery/selectors/parse-label-selector.ts'

const formats = ['date-time', 'date', 'email', 'uuid', 'byte', 'ipv4', 'ipv6', 'cidr', 'uri']
const text = (format: string) => (given: string) => decodeScalar({}, { type: 'string', format }, given)

/** Everything that reads a text of a stranger by regular expressions. */
const readers: [string, (text: string) => unknown][] = [
  ...Object.entries(names),
  ['a key of labels', checkLabelKey],
  ['a value of labels', checkLabelValue],
  ['a label selector', parseLabelSelector],
  ['a field selector', (given) => parseFieldSelector({ kind: 'Pod' }, `metadata.name=${given}`)],
  ['a quantity', parseQuantity],
  ['a schedule', parseSchedule],
  ['a duration', parseDuration],
  ['a percentage', (given) => intOrPercent(given, 'a', new Causes())],
  ['base64', text('byte')],
  ['a time', text('date-time')],
  ['a JSON path', (given) => readJsonPath({}, `.${given}`)],
  ['a path', splitPath],
  ...formats.map((format): [string, (text: string) => unknown] => [
    `the format ${format}`,
    (given) => checkText({ format }, given, 'a', new Causes()),
  ]),
]

const parts = [
  'a',
  '0',
  '-',
  '.',
  '/',
  'a.',
  'a-',
  'a=',
  '\\',
  '\\a',
  ',',
  '(',
  '[0]',
  '@',
  ' ',
  '1-',
  '%',
  "'",
  ':',
]

// What backtracks takes minutes for these; the bound is far above what a busy machine needs.
it.each(readers)(
  '%s is read in linear time, also where it nearly fits',
  (_name, read) => {
    const before = process.cpuUsage()
    for (const part of parts) {
      for (const end of ['', '!', '\n']) {
        try {
          read(part.repeat(10_000) + end)
        } catch (error) {
          expect(error).not.toBeInstanceOf(RangeError)
        }
      }
    }
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000)
  },
  60_000,
)
