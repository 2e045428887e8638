import { maxDepth } from '../../machinery/json/depth.ts'

const quote = 34
const backslash = 92

/** Whether brackets outside of strings open more than `maxDepth` levels; looks at the text, so nothing recurses. */
export function isTooDeep(text: string): boolean {
  if (text.length <= maxDepth) return false
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index)
        break
      case 91:
      case 123:
        if (++depth > maxDepth) return true
        break
      case 93:
      case 125:
        depth--
    }
  }
  return false
}

function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === backslash) index++
    else if (code === quote) return index
  }
  return text.length
}
