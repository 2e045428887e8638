import { checkLabelKey, checkLabelValue } from '../labels.ts'
import { badRequest } from '../status-error.ts'
import { type Token, tokenize } from './selector-tokens.ts'

export interface LabelRequirement {
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'GreaterThan' | 'LessThan'
  values: readonly string[]
}

const operators = new Map<string, LabelRequirement['operator']>([
  ['=', 'In'],
  ['==', 'In'],
  ['!=', 'NotIn'],
  ['in', 'In'],
  ['notin', 'NotIn'],
  ['>', 'GreaterThan'],
  ['<', 'LessThan'],
])

/** The requirements of a query text such as `a=b,c!=d,e in (f,g),!h`; 400 in upstream's words for one that is none. */
export function parseLabelSelector(text: string): LabelRequirement[] {
  const parser = new Parser(tokenize(text))
  const requirements: LabelRequirement[] = []
  if (parser.isAtEnd()) return requirements
  do requirements.push(parser.requirement())
  while (parser.takeComma())
  return requirements
}

class Parser {
  readonly #tokens: readonly Token[]
  #next = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  isAtEnd(): boolean {
    return this.#next >= this.#tokens.length
  }

  takeComma(): boolean {
    if (this.isAtEnd()) return false
    const token = this.#take()
    if (token.text !== ',' || token.isWord)
      throw unparsable(`found '${token.text}', expected: ',' or 'end of string'`)
    return true
  }

  requirement(): LabelRequirement {
    const first = this.#take()
    if (first.text === '!' && !first.isWord)
      return { key: this.#key(this.#take()), operator: 'DoesNotExist', values: [] }
    const key = this.#key(first)
    const token = this.#peek()
    if (token === undefined || token.text === ',') return { key, operator: 'Exists', values: [] }
    this.#next++
    const operator = operators.get(token.text)
    if (operator === undefined) {
      throw unparsable(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`)
    }
    const isSet = token.text === 'in' || token.text === 'notin'
    const values = isSet ? this.#set() : [this.#value()]
    for (const value of values) {
      const wrong = checkLabelValue(value)
      if (wrong !== undefined)
        throw badRequest(`values[0][${key}]: Invalid value: ${JSON.stringify(value)}: ${wrong}`)
    }
    if ((token.text === '>' || token.text === '<') && !/^[+-]?\d+$/.test(values[0] ?? '')) {
      throw badRequest(
        `values[0]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`,
      )
    }
    return { key, operator, values }
  }

  #key(token: Token): string {
    if (!token.isWord) throw unparsable(`found '${token.text}', expected: identifier`)
    const wrong = checkLabelKey(token.text)
    if (wrong !== undefined) throw badRequest(`key: Invalid value: ${JSON.stringify(token.text)}: ${wrong}`)
    return token.text
  }

  /** `a=` asks for the empty value. */
  #value(): string {
    const token = this.#peek()
    if (token === undefined || (!token.isWord && token.text === ',')) return ''
    this.#next++
    if (!token.isWord) throw unparsable(`found '${token.text}', expected: identifier`)
    return token.text
  }

  #set(): string[] {
    const open = this.#take()
    if (open.text !== '(') throw unparsable(`found '${open.text}' expected: '('`)
    const values: string[] = []
    for (;;) {
      const token = this.#take()
      if (token.isWord) {
        values.push(token.text)
        const after = this.#take()
        if (after.text === ')') return values
        if (after.text !== ',') throw unparsable(`found '${after.text}', expected: ',' or ')'`)
      } else if (token.text === ')') {
        return [...values, '']
      } else if (token.text === ',') {
        values.push('')
      } else {
        throw unparsable(`found '${token.text}', expected: ',', ')' or identifier`)
      }
    }
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next]
  }

  #take(): Token {
    return this.#tokens[this.#next++] ?? { text: '', isWord: false }
  }
}

function unparsable(because: string) {
  return badRequest(`unable to parse requirement: ${because}`)
}

export function matchesLabels(
  requirements: readonly LabelRequirement[],
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return requirements.every((requirement) => matches(requirement, labels))
}

function matches(
  { key, operator, values }: LabelRequirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'GreaterThan':
      return value !== undefined && isWhole(value) && BigInt(value) > BigInt(values[0] ?? '')
    case 'LessThan':
      return value !== undefined && isWhole(value) && BigInt(value) < BigInt(values[0] ?? '')
  }
}

function isWhole(value: string): boolean {
  return /^-?\d+$/.test(value)
}
