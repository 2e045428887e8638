import type { Definition, DefinitionNames } from './definition.ts'

/** Which name of a definition another one of its group has already; `undefined` where all are free. */
export function nameConflict(
  { name, group, names }: Definition,
  established: Iterable<Definition>,
): { reason: string; message: string } | undefined {
  const others = [...established].filter((other) => other.group === group && other.name !== name)
  const taken = new Set(others.flatMap(({ names: other }) => resourceNames(other)))
  const kinds = new Set(others.flatMap(({ names: other }) => [other.kind, other.listKind]))
  const checks: [string, string, boolean][] = [
    ['PluralConflict', names.plural, taken.has(names.plural)],
    ['SingularConflict', names.singular, taken.has(names.singular)],
    ...names.shortNames.map((short): [string, string, boolean] => [
      'ShortNamesConflict',
      short,
      taken.has(short),
    ]),
    ['KindConflict', names.kind, kinds.has(names.kind)],
    ['ListKindConflict', names.listKind, kinds.has(names.listKind)],
  ]
  const [first] = checks.filter(([, , isTaken]) => isTaken)
  return first && { reason: first[0], message: `${JSON.stringify(first[1])} is already in use` }
}

function resourceNames({ plural, singular, shortNames }: DefinitionNames): string[] {
  return [plural, singular, ...shortNames]
}
