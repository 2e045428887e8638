export interface Token {
  text: string
  /** A name or value, unlike `(`, `)`, `,`, `!` and the operators made of signs. */
  isWord: boolean
}

const signs = ['==', '!=', '=', '!', '>', '<', '(', ')', ',']

/** Splits the text of a label selector; spaces only separate. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let position = 0
  while (position < text.length) {
    const rest = text.slice(position, position + 2)
    if (/^\s/.test(rest)) {
      position++
      continue
    }
    const sign = signs.find((each) => rest.startsWith(each))
    const word = sign === undefined ? readWord(text, position) : ''
    tokens.push(sign === undefined ? { text: word, isWord: true } : { text: sign, isWord: false })
    position += (sign ?? word).length
  }
  return tokens
}

function readWord(text: string, from: number): string {
  let to = from
  while (to < text.length && !/[\s=!<>(),]/.test(text.charAt(to))) to++
  return text.slice(from, to)
}
