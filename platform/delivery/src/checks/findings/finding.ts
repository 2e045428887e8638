/** One thing that a tool has found wrong, with the place where a person looks first. */
export interface Finding {
  /** Relative to the root of the sources; absent where the tool names no file. */
  file?: string
  /** Both count from 1. */
  line?: number
  column?: number
  /** The tool's words in one line, without colours and stack. */
  message: string
  /** The tool's name for what is violated: `TS2322`, `lint/suspicious/noExplicitAny`. */
  rule?: string
  /** The full name of the test that failed. */
  test?: string
  /** Lines to read after the message, such as a difference. */
  detail?: readonly string[]
  /** The file cannot be parsed, so that whatever else is said of it may follow from that. */
  syntax?: true
}
