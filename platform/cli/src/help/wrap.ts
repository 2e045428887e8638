/** Lines of at most `width` columns, broken between words; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${line} ${word}`
  }
  return lines
}

/** Two columns: `label` beside `text`, which is wrapped to `width` in all and aligned below itself. */
export function columns(
  rows: readonly { label: string; text: string }[],
  width: number,
  indent = 2,
): string[] {
  const column = indent + Math.max(0, ...rows.map(({ label }) => label.length)) + 2
  return rows.flatMap(({ label, text }) =>
    wrap(text, width - column).map(
      (line, index) => `${' '.repeat(indent)}${index === 0 ? label : ''}`.padEnd(column) + line,
    ),
  )
}
