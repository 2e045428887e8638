import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Where the state of one checkout lives; nothing is read or written elsewhere. */
export interface StatePaths {
  /** The root of the checkout. */
  root: string
  /** `.gitops` at the root. */
  state: string
  origin: string
  images: string
  logs: string
  kubeconfig: string
  tools: string
  /** Certificate authority and token of the cluster. */
  cluster: string
  /** Work trees and caches of delivery and sync. */
  work: string
  /** Short-lived files of the running platform. */
  run: string
  /** What other users have to reach: pods, extracted images, the database. */
  shared: string
  /** A directory for each pod, below `shared`. */
  pods: string
  /** Copies of programs for those users; all checkouts of the machine have the same ones where `shared` is outside. */
  programs: string
}

const outside = '/var/lib/gitops-example'

/**
 * As root, pods and the database run as other users, who have to reach their directories. Where the checkout is
 * below a closed one (such as `/root`), these live in `/var/lib/gitops-example` instead.
 */
export function statePaths(root: string, uid = process.getuid?.() ?? -1): StatePaths {
  const state = join(root, '.gitops')
  const isOutside = uid === 0 && !isOpenToOthers(root)
  const shared = isOutside ? join(outside, shortHash(root)) : state
  return {
    root,
    state,
    origin: join(state, 'git', 'origin.git'),
    images: join(state, 'images'),
    logs: join(state, 'logs'),
    kubeconfig: join(state, 'kubeconfig'),
    tools: join(state, 'tools'),
    cluster: join(state, 'cluster'),
    work: join(state, 'work'),
    run: join(state, 'run'),
    shared,
    pods: join(shared, 'pods'),
    programs: join(isOutside ? outside : state, 'programs'),
  }
}

/** Whether every user may enter the directory: each step of its path has the execute bit for others. */
export function isOpenToOthers(directory: string): boolean {
  for (let at = directory; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false
    if (dirname(at) === at) return true
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
