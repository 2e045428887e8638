import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exec } from '@gitops-example/kit/process/exec'
import { lacks } from '@gitops-example/kit/testing/programs'
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
  const { stdout } = await exec(argv, { cwd: folder, env })
  return stdout.split('\n').filter((line) => line !== '')
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
    expect((await shell(['bash', '--norc', '-c', tab, 'bash', typed])).sort()).toEqual(want.toSorted())
  })
})

describe.skipIf(lacks('fish'))('fish (needs fish)', () => {
  it.each(lines)('completes $typed', async ({ typed, want }) => {
    const command = 'source gitops.fish; complete --do-complete $argv[1]'
    const offered = await shell(['fish', '--no-config', '--command', command, typed])
    expect(offered.map((line) => line.split('\t')[0]).sort()).toEqual(want.toSorted())
  })
})

describe.skipIf(lacks('zsh'))('zsh (needs zsh)', () => {
  // Completion runs only in the line editor, so a widget is called in it that takes what would be offered.
  const session = `
    zmodload zsh/zpty
    zpty editor "zsh --no-rcs --interactive"
    zpty -w editor "PROMPT= RPROMPT=; autoload -U compinit && compinit -u -D; source ./gitops.zsh"
    zpty -w editor 'compadd() { if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)* ]]; then builtin compadd "$@"; return; fi; local -a taken; builtin compadd -O taken "$@"; print -l -- "offered:"$^taken >>./offered; builtin compadd "$@"; }'
    zpty -w editor 'finish() { print done >>./offered }; zle -N finish; bindkey "^X" finish; bindkey "^I" complete-word; : >./offered'
    while [[ ! -e ./offered ]]; do sleep 0.05; done
    zpty -n -w editor "$1"$'\\t'$'\\C-x'
    while ! grep -q done ./offered; do sleep 0.05; done
    zpty -d editor
    sed -n 's/^offered://p' ./offered; rm ./offered`

  it.each(lines)('completes $typed', async ({ typed, want }) => {
    const offered = await shell(['zsh', '--no-rcs', '-c', session, 'zsh', typed])
    expect([...new Set(offered)].sort()).toEqual(want.toSorted())
  })
})
