/** What a person needs of helm's error output: the lines from `Error:` on, without its advice on debugging. */
export function helmError(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const start = lines.findIndex((line) => /^Error:/i.test(line))
  const kept = lines
    .slice(Math.max(start, 0))
    .filter((line) => line.trim() !== '' && !line.startsWith('Use --debug flag'))
    .map((line) => line.replaceAll(/\S*\/(?=charts\/[0-9a-f]{16}\/)charts\/[0-9a-f]{16}\//g, '').trimEnd())
  return kept.slice(0, 12).join('\n') || 'helm gave no reason'
}
