/** What a word on the command line names, where the checkout or the command line itself knows the candidates. */
export type ValueKind = 'environments' | 'cloud-environments' | 'apps' | 'layers' | 'verbs' | 'files'

interface Valued {
  /** The only values that are accepted. */
  choices?: readonly string[]
  /** Where completion finds values. */
  complete?: ValueKind
}

/** A word that is known by its place. */
export interface ArgumentSpec extends Valued {
  /** As help shows it, such as `ENV`. */
  name: string
  /** What it is, without a full stop. */
  description: string
  required?: true
  /** Takes all words from its place on. */
  repeatable?: true
}

/** An option; `type`, `short`, `multiple` and `default` are those of `node:util` `parseArgs`. */
export interface OptionSpec extends Valued {
  type: 'string' | 'boolean'
  short?: string
  multiple?: true
  default?: string
  /** What stands for the value in help, such as `ENV`; required for a string. */
  value?: string
  /** What it does, without a full stop. */
  description: string
  /** In words, a default that depends on something else. */
  fallback?: string
  required?: true
  /** Another option without which this one means nothing. */
  needs?: string
  /** Earlier names, which are still accepted with a note. */
  formerly?: readonly string[]
}

/** Options of which at most one may be given, or exactly one where `required`. */
export interface Alternatives {
  options: readonly string[]
  required?: true
}

/**
 * All that is known of a verb before its code is loaded: help, completion, the parser and the reference page read it.
 * Texts are plain sentences, wrapped by whoever shows them; backticks mark code.
 */
export interface Verb {
  name: string
  /** One line for the overview, without a full stop. */
  summary: string
  /** Paragraphs. */
  description: readonly string[]
  arguments?: readonly ArgumentSpec[]
  options?: Readonly<Record<string, OptionSpec>>
  alternatives?: readonly Alternatives[]
  /** Goes on when nobody reads its output any more: others depend on it. */
  outlivesReader?: true
  /** Environment variables that it reads, with what they do. */
  variables?: Readonly<Record<string, string>>
  /** The shape of what `--json` prints. */
  json?: string
  /** What the exit codes 0 and 1 say, where it is not just done and failed. */
  exitCodes?: Readonly<Record<number, string>>
  /** Command lines for a shell at the root of the checkout. */
  examples: readonly string[]
}
