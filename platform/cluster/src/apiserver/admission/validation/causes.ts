import type { Cause } from '../../../machinery/status-error.ts'

/** What is wrong with an object, in upstream's words (apimachinery: `field.Error`). */
export class Causes {
  readonly found: Cause[] = []

  required(field: string, detail = ''): void {
    this.#add('FieldValueRequired', field, withDetail('Required value', detail))
  }

  invalid(field: string, value: unknown, detail: string): void {
    this.#add('FieldValueInvalid', field, withDetail(`Invalid value: ${show(value)}`, detail))
  }

  unsupported(field: string, value: unknown, supported: readonly string[]): void {
    const values = [...supported].sort().map((each) => JSON.stringify(each))
    this.#add(
      'FieldValueNotSupported',
      field,
      `Unsupported value: ${show(value)}: supported values: ${values.join(', ')}`,
    )
  }

  duplicate(field: string, value: unknown): void {
    this.#add('FieldValueDuplicate', field, `Duplicate value: ${show(value)}`)
  }

  forbidden(field: string, detail: string): void {
    this.#add('FieldValueForbidden', field, withDetail('Forbidden', detail))
  }

  notFound(field: string, value: unknown): void {
    this.#add('FieldValueNotFound', field, `Not found: ${show(value)}`)
  }

  tooLong(field: string, maxBytes: number): void {
    this.#add('FieldValueTooLong', field, `Too long: may not be more than ${maxBytes} bytes`)
  }

  tooMany(field: string, count: number, max: number): void {
    this.#add('FieldValueTooMany', field, `Too many: ${count}: must have at most ${max} items`)
  }

  typeInvalid(field: string, value: unknown, detail: string): void {
    this.#add('FieldValueTypeInvalid', field, withDetail(`Invalid value: ${show(value)}`, detail))
  }

  #add(reason: string, field: string, message: string) {
    this.found.push({ reason, message, field })
  }
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`
}

const maxShown = 2000

/** A value in a message: no message grows with the object that it is about. */
function show(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  const text = JSON.stringify(value)
  return text.length <= maxShown ? text : `${text.slice(0, maxShown)}...`
}
