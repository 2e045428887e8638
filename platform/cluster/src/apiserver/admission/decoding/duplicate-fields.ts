/**
 * Fields that a JSON text gives twice in one object, as upstream reports them: `duplicate field "spec.replicas"`. The
 * text must be valid JSON: `JSON.parse` has taken it before.
 */
export function duplicateFields(text: string): string[] {
  const found = new Set<string>()
  const open: Level[] = []
  let position = 0
  while (position < text.length) {
    const character = text[position]
    const level = open.at(-1)
    if (character === '"') {
      const end = stringEnd(text, position)
      if (level?.names !== undefined && level.expectsName) {
        level.name = JSON.parse(text.slice(position, end)) as string
        if (level.names.has(level.name)) found.add(open.map(step).join('').slice(1))
        level.names.add(level.name)
        level.expectsName = false
      }
      position = end
      continue
    }
    if (character === '{') open.push({ names: new Set(), expectsName: true, name: '', index: 0 })
    else if (character === '[') open.push({ names: undefined, expectsName: false, name: '', index: 0 })
    else if (character === '}' || character === ']') open.pop()
    else if (character === ',' && level !== undefined) {
      level.index++
      level.expectsName = level.names !== undefined
    }
    position++
  }
  return [...found].sort().map((path) => `duplicate field ${JSON.stringify(path)}`)
}

/** An object or list that is being read. */
interface Level {
  /** The names that came so far; `undefined` for a list. */
  names: Set<string> | undefined
  expectsName: boolean
  name: string
  index: number
}

function step({ names, name, index }: Level): string {
  return names === undefined ? `[${index}]` : `.${name}`
}

function stringEnd(text: string, start: number): number {
  let position = start + 1
  while (position < text.length && text[position] !== '"') position += text[position] === '\\' ? 2 : 1
  return position + 1
}
