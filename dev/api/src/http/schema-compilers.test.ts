import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import * as schemas from '../entries/entry-schemas.ts'
import { problemSchema } from './problem.ts'
import { ajvOptions } from './schema-compilers.ts'

test.each(Object.entries({ ...schemas, problemSchema }))('%s is a correct JSON Schema', (_name, schema) => {
  const ajv = new Ajv({
    ...ajvOptions,
    strict: true,
    allowUnionTypes: true,
    formats: { ...ajvOptions.formats, 'date-time': true },
  })
  expect(ajv.compile(schema)).toBeInstanceOf(Function)
})
