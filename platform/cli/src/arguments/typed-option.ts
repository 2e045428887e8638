/** One option as it was typed. */
export interface TypedOption {
  name: string
  /** With its dashes. */
  rawName: string
  value: string | undefined
  /** Whether the value is part of the same word, as in `--name=value`. */
  isInline: boolean
}
