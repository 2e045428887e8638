import { isRecord } from '@gitops-example/kit/json/fields'

/** Reads the fields of one object and remembers what it should not have; problems name the field by its path. */
export class StrictRecord {
  readonly path: string
  readonly #fields: Record<string, unknown>
  readonly #problems: string[]

  constructor(value: unknown, path: string, problems: string[]) {
    this.path = path
    this.#problems = problems
    this.#fields = isRecord(value) ? value : {}
    if (value !== undefined && value !== null && !isRecord(value)) problems.push(`${path} must be an object`)
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined
  }

  raw(name: string): unknown {
    return this.#fields[name] ?? undefined
  }

  text(name: string): string | undefined {
    return this.#typed(name, 'a string', (value) => (typeof value === 'string' ? value : undefined))
  }

  flag(name: string): boolean | undefined {
    return this.#typed(name, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined))
  }

  integer(name: string): number | undefined {
    return this.#typed(name, 'a whole number', (value) =>
      Number.isInteger(value) ? Number(value) : undefined,
    )
  }

  texts(name: string): string[] {
    const isTexts = (value: unknown): value is string[] =>
      Array.isArray(value) && value.every((item) => typeof item === 'string')
    return this.#typed(name, 'a list of strings', (value) => (isTexts(value) ? value : undefined)) ?? []
  }

  /** String to string, as labels are. */
  textMap(name: string): Record<string, string> {
    const isMap = (value: unknown): value is Record<string, string> =>
      isRecord(value) && Object.values(value).every((item) => typeof item === 'string')
    return this.#typed(name, 'a map of strings', (value) => (isMap(value) ? value : undefined)) ?? {}
  }

  record(name: string): StrictRecord {
    return new StrictRecord(this.raw(name), `${this.path}.${name}`, this.#problems)
  }

  records(name: string): StrictRecord[] {
    const list =
      this.#typed(name, 'a list', (value) => (Array.isArray(value) ? (value as unknown[]) : undefined)) ?? []
    return list.map((item, index) => new StrictRecord(item, `${this.path}.${name}[${index}]`, this.#problems))
  }

  /** Refuses every field that is not in `known`. A field with its zero value is accepted: it changes nothing. */
  only(known: readonly string[]): this {
    for (const [name, value] of Object.entries(this.#fields)) {
      if (!known.includes(name) && !saysNothing(value))
        this.#problems.push(`${this.path}.${name} is not supported`)
    }
    return this
  }

  problem(text: string): void {
    this.#problems.push(text)
  }

  #typed<T>(name: string, what: string, parse: (value: unknown) => T | undefined): T | undefined {
    const value = this.raw(name)
    if (value === undefined) return undefined
    const parsed = parse(value)
    if (parsed === undefined) this.#problems.push(`${this.path}.${name} must be ${what}`)
    return parsed
  }
}

function saysNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return isRecord(value) && Object.keys(value).length === 0
}
