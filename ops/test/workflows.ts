import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from './programs.ts'

export interface Step {
  id?: string
  uses?: string
  run?: string
  if?: string
  with?: Record<string, unknown>
  env?: Record<string, string>
}

export interface Job {
  if?: string
  permissions?: Record<string, string>
  'timeout-minutes'?: number
  outputs?: Record<string, string>
  steps: Step[]
}

export interface Workflow {
  file: string
  text: string
  on: Record<string, { paths?: string[]; branches?: string[] }>
  permissions: unknown
  concurrency: { group: string; 'cancel-in-progress': unknown }
  jobs: Record<string, Job>
}

const folder = join(root, '.github', 'workflows')

export const workflows: Workflow[] = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8')
  return { file, text, ...parse(text) }
})

/** Every `uses:` of the workflows and of our own actions, with the comment behind it. */
export const uses: { where: string; action: string; comment: string }[] = [
  ...workflows.map(({ file, text }) => ({ where: file, text })),
  ...readdirSync(join(root, '.github', 'actions')).map((name) => ({
    where: `actions/${name}`,
    text: readFileSync(join(root, '.github', 'actions', name, 'action.yaml'), 'utf8'),
  })),
].flatMap(({ where, text }) =>
  [...text.matchAll(/^[ -]*uses: *(\S+)(?: *# *(\S+))?$/gm)].map(([, action = '', comment = '']) => ({
    where,
    action,
    comment,
  })),
)

export interface GitopsCall {
  where: string
  verb: string
  flags: string[]
}

/**
 * Every `npx gitops VERB …` and `./gitops VERB …` of a script with its long options; those of an array that is
 * expanded there (`"${name[@]}"`) too.
 */
export function gitopsCalls(where: string, script: string): GitopsCall[] {
  const lines = script.replace(/\\\n/g, ' ').replace(/\$\((?!npx gitops|\.\/gitops)[^()]*\)/g, 'SUBSTITUTED')
  return [...lines.matchAll(/(?:npx |\.\/)gitops ([a-z]+)([^\n;|&>)]*)/g)].map(([, verb = '', rest = '']) => {
    const arrays = [...rest.matchAll(/\$\{(\w+)\[@\]\}/g)].map(([, name]) => contentOf(lines, name ?? ''))
    const words = [rest.replace(/ #.*/, ''), ...arrays].join(' ')
    return {
      where,
      verb,
      flags: [...words.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, flag = '']) => flag),
    }
  })
}

/** What is assigned to an array anywhere in the script. */
function contentOf(script: string, array: string): string {
  return [...script.matchAll(new RegExp(`\\b${array}\\+?=\\(([^)]*)\\)`, 'g'))]
    .map(([, content]) => content)
    .join(' ')
}
