import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exec } from '@gitops-example/kit/process/exec'
import { findProgram } from '@gitops-example/kit/testing/programs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completionScripts } from '../src/completion/scripts.ts'

const launcher = join(import.meta.dirname, '..', '..', '..', 'gitops')

/** Typed by a person, with the cursor at the end; and every word that the shell offers then. */
const lines = [
  { typed: './gitops pr', want: ['promote', 'provision'] },
  { typed: './gitops push --', want: ['--json', '--help'] },
  { typed: './gitops promote d', want: ['dev'] },
  { typed: './gitops wait --env ', want: ['dev', 'local', 'prod'] },
  { typed: './gitops wait --env=', want: ['--env=dev', '--env=local', '--env=prod'] },
  { typed: './gitops wait --env=p', want: ['--env=prod'] },
  { typed: './gitops check ', want: ['api', 'webapp'] },
  { typed: './gitops rollback webapp --env p', want: ['prod'] },
  { typed: './gitops provision prod --from 02', want: ['02_rds'] },
  { typed: './gitops plan --format ', want: ['json', 'markdown', 'text'] },
  { typed: './gitops help rol', want: ['rollback'] },
  { typed: './gitops completion ', want: ['bash', 'fish', 'zsh'] },
  { typed: './gitops frobnicate ', want: [] },
  { typed: './gitops metrics --kubeconfig no', want: ['notes.yaml'] },
]

let folder: string

/** A directory from which `./gitops` is the program of this checkout, with one file that can be completed. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'completion-'))
  await symlink(launcher, join(folder, 'gitops'))
  await writeFile(join(folder, 'notes.yaml'), '')
  await mkdir(join(folder, 'home'))
  for (const [shell, script] of Object.entries(completionScripts)) {
    await writeFile(join(folder, `gitops.${shell}`), script)
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function shell(argv: [string, ...string[]]): Promise<string[]> {
  const env = { HOME: join(folder, 'home'), TERM: 'dumb', PATH: process.env.PATH ?? '' }
  const { stdout } = await exec(argv, { cwd: folder, env, timeoutMs: 120_000 })
  return stdout.replace(/\n$/, '').split('\n')
}

describe('bash', () => {
  // What readline does at a tab: it splits the line, "=" apart, and calls the function that is registered.
  const tab = `
    source ./gitops.bash
    COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=() COMP_CWORD=0
    compopt() { OFFERS_FILES=1; }
    read -ra parts <<<"$1"
    [[ $1 == *' ' ]] && parts+=('')
    for part in "\${parts[@]}"; do
      if [[ $part == *=* ]]; then
        COMP_WORDS+=("\${part%%=*}" '=')
        [[ $part == *= ]] || COMP_WORDS+=("\${part#*=}")
      else
        COMP_WORDS+=("$part")
      fi
    done
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    prefix=
    [[ \${parts[-1]} == *=* ]] && prefix=\${parts[-1]%%=*}=
    _gitops
    [[ -n $OFFERS_FILES ]] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
    for reply in "\${COMPREPLY[@]}"; do echo "$prefix$reply"; done
    complete -p gitops >/dev/null`

  it.each(lines)('completes $typed', async ({ typed, want }) => {
    const offered = await shell(['bash', '--norc', '-c', tab, 'bash', typed])
    expect(offered.filter(Boolean).sort()).toEqual(want.toSorted())
  })
})

describe.skipIf(findProgram('fish') === undefined)('fish (needs fish)', () => {
  it.each(lines)('completes $typed', async ({ typed, want }) => {
    const command = 'source gitops.fish; complete --do-complete $argv[1]'
    const offered = await shell(['fish', '--no-config', '--command', command, typed])
    expect(offered.flatMap((line) => line.split('\t')[0] || []).sort()).toEqual(want.toSorted())
  })
})

describe.skipIf(findProgram('zsh') === undefined)('zsh (needs zsh)', () => {
  // Completion runs only in the line editor, so one types each line there, and compadd writes down what it is given.
  const session = `
    zmodload zsh/zpty
    zpty editor "zsh --no-rcs --interactive"
    zpty -w editor "PROMPT= RPROMPT=; autoload -U compinit && compinit -u -D; source ./gitops.zsh"
    zpty -w editor 'compadd() {
      if [[ \${@[1,(i)(-|--)]} != *-(O|A|D)* ]]; then
        local -a taken
        builtin compadd -O taken "$@"
        print -l -- $taken >>./offered
      fi
      builtin compadd "$@"
    }'
    zpty -w editor 'finish() { BUFFER=; print done >>./offered }; zle -N finish; bindkey "^X" finish'
    zpty -w editor 'bindkey "^I" complete-word; : >./offered'
    wait_for() { while ! grep -qs "$1" ./offered; do sleep 0.02; done }
    while [[ ! -e ./offered ]]; do sleep 0.02; done
    for line in "$@"; do
      zpty -n -w editor "$line"$'\\t'$'\\C-x'
      wait_for done
      sed '$d' ./offered | tr '\\n' ' '
      echo
      : >./offered
    done
    zpty -d editor`
  let offered: Map<string, string[]>

  beforeAll(async () => {
    const typed = lines.map((line) => line.typed)
    const answers = await shell(['zsh', '--no-rcs', '-c', session, 'zsh', ...typed])
    offered = new Map(typed.map((line, index) => [line, (answers[index] ?? '').split(' ')]))
  })

  it.each(lines)('completes $typed', ({ typed, want }) => {
    const words = new Set(offered.get(typed)?.filter((word) => word !== ''))
    expect([...words].sort()).toEqual(want.toSorted())
  })
})
