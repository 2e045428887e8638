import { isObject } from '../../machinery/json/json.ts'

type Step =
  | { field: string }
  | { index: number }
  | { every: true }
  | { filter: { path: string; operator: '==' | '!='; value: unknown } }

const pattern =
  /\.((?:[^.[\\]|\\.)+)|\[(-?\d+)\]|\[(\*)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[\?\(\s*@((?:\.[\w-]+)+)\s*(==|!=)\s*("[^"]*"|'[^']*'|[\w.-]+)\s*\)\]/gy

/**
 * What a path such as `.status.conditions[?(@.type=="Ready")].status` finds: the part of Kubernetes' JSONPath that
 * printer columns use. A path that is none finds nothing.
 */
export function readJsonPath(object: unknown, path: string): unknown[] {
  const steps = parse(
    path
      .trim()
      .replace(/^\{(.*)\}$/, '$1')
      .replace(/^\$/, ''),
  )
  return steps === undefined
    ? []
    : steps.reduce<unknown[]>((values, step) => values.flatMap((value) => follow(value, step)), [object])
}

function parse(path: string): Step[] | undefined {
  const steps: Step[] = []
  let end = 0
  for (const match of path.matchAll(pattern)) {
    const [text, field, index, every, single, double, filterPath, operator, value = ''] = match
    end = match.index + text.length
    const name = field ?? single ?? double
    if (name !== undefined)
      steps.push(name === '*' ? { every: true } : { field: name.replaceAll(/\\(.)/g, '$1') })
    else if (index !== undefined) steps.push({ index: Number(index) })
    else if (every !== undefined) steps.push({ every: true })
    else if (filterPath !== undefined && (operator === '==' || operator === '!=')) {
      steps.push({ filter: { path: filterPath, operator, value: literal(value) } })
    }
  }
  return end === path.length ? steps : undefined
}

function literal(text: string): unknown {
  if (/^["']/.test(text)) return text.slice(1, -1)
  if (text === 'true' || text === 'false') return text === 'true'
  return Number.isNaN(Number(text)) ? text : Number(text)
}

function follow(value: unknown, step: Step): unknown[] {
  if ('field' in step) {
    return isObject(value) && Object.hasOwn(value, step.field) ? [value[step.field]] : []
  }
  if ('index' in step) return Array.isArray(value) ? [value.at(step.index)] : []
  const children = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : []
  if ('every' in step) return children
  const { path, operator, value: wanted } = step.filter
  return children.filter((child) => (readJsonPath(child, path)[0] === wanted) === (operator === '=='))
}
