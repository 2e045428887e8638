/**
 * Text that others wrote, such as a commit's subject, safe to print: control characters (escape sequences among them),
 * characters that reorder a line (Unicode's bidirectional controls) and halves of a character are shown as `\u001b`.
 * Line feeds and tabs stay.
 */
export function printable(text: string): string {
  return text.replace(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A carriage return would let the end of a line replace its start; the two separators are ends of lines to some. */
const unsafe = /[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029](?<![\n\t])/gu
