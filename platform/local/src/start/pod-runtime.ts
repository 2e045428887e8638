import { dirname } from 'node:path'
import type { Program } from '../state/shared-programs.ts'
import { isOpenToOthers } from '../state/state-paths.ts'

/** As root, the user of containers whose spec names none: a number without rights, as in distroless images. */
export function defaultPodUser(uid = process.getuid?.() ?? -1): { uid: number; gid: number } | undefined {
  return uid === 0 ? { uid: 65532, gid: 65532 } : undefined
}

/** What an ordinary user has to know before anything runs; undefined for root, whose pods have users of their own. */
export function ordinaryUserNote(uid = process.getuid?.() ?? -1): string | undefined {
  if (uid === 0) return undefined
  return 'Pods, checks and builds run as you: they can read and write what you can, your home folder too (SECURITY.md).'
}

/** The `node` program to be copied for pods: as root below a closed directory, their user cannot reach ours. */
export function podRuntime(execPath = process.execPath): Program | undefined {
  if (process.getuid?.() !== 0 || isOpenToOthers(dirname(execPath))) return undefined
  return { name: 'node', version: `${process.version} ${process.arch}`, source: execPath }
}
