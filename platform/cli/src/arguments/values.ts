import type { ArgumentSpec, OptionSpec, Verb } from '../verb.ts'

type TextOf<S> = S extends { choices: readonly (infer Choice)[] } ? Choice : string

type ValueOf<O extends OptionSpec> = O['type'] extends 'boolean'
  ? boolean
  : O extends { multiple: true }
    ? TextOf<O>[]
    : TextOf<O>

type IsThere<O> = O extends { required: true } | { default: string } ? true : false

type Options<V extends Verb> =
  V['options'] extends Readonly<Record<string, OptionSpec>> ? V['options'] : Record<never, never>

/** The options of a verb by name; absent where it is not given and has no default. */
export type OptionValues<V extends Verb, Os = Options<V>> = {
  [K in keyof Os as IsThere<Os[K]> extends true ? K : never]: Os[K] extends OptionSpec
    ? ValueOf<Os[K]>
    : never
} & {
  [K in keyof Os as IsThere<Os[K]> extends true ? never : K]?: Os[K] extends OptionSpec
    ? ValueOf<Os[K]>
    : never
}

type Arguments<V extends Verb> = V['arguments'] extends readonly ArgumentSpec[]
  ? V['arguments'][number]
  : never

/** The arguments of a verb by the name that help gives them; a repeatable one is a list. */
export type ArgumentValues<V extends Verb> = {
  [A in Arguments<V> as A['name']]: A extends { repeatable: true }
    ? TextOf<A>[]
    : A extends { required: true }
      ? TextOf<A>
      : TextOf<A> | undefined
}

/** What was given to a verb. */
export interface Given<V extends Verb> {
  values: OptionValues<V>
  words: ArgumentValues<V>
}
