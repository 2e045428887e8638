/**
 * Replaces `$(NAME)` by the variable's value, as Kubernetes does in command, args and env: `$$` is one dollar sign, and
 * a reference to an unknown variable stays as it is.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  return text.replaceAll(/\$(\$|\(([^)]*)\))/g, (whole, mark: string, name: string) =>
    mark === '$' ? '$' : (lookup(name) ?? whole),
  )
}

/** The names that a text refers to. */
export function references(text: string): string[] {
  return [...text.matchAll(/\$(\$|\(([^)]*)\))/g)].flatMap(([, mark, name]) =>
    mark === '$' || name === undefined ? [] : [name],
  )
}
