import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from '@gitops-example/kit/files/write-atomically'
import { freePort } from '@gitops-example/kit/free-port'
import { isRecord } from '@gitops-example/kit/json/fields'
import type { Settings } from './settings.ts'

type Ports = Settings['ports']

const fileName = 'ports.json'

/**
 * The ports to start with: those of the last start where they are free, so that addresses that people have open, or have
 * written down, stay valid; else those of the settings.
 */
export async function portsToTry(
  stateDir: string,
  { ingress, api, postgres, control }: Ports,
): Promise<Ports> {
  const last = readLast(join(stateDir, fileName))
  const choose = async (name: keyof Ports, preferred: number) => {
    const port = last[name]
    return isPort(port) && (await freePort(port)) === port ? port : preferred
  }
  return {
    ingress: await choose('ingress', ingress),
    api: await choose('api', api),
    postgres: await choose('postgres', postgres),
    control: await choose('control', control),
  }
}

/** Keeps the ports of this start for the next one. */
export async function keepPorts(stateDir: string, ports: Ports): Promise<void> {
  await writeAtomically(join(stateDir, fileName), `${JSON.stringify(ports)}\n`)
}

/** Nothing, where there was no start yet, or the file is broken. */
function readLast(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

function isPort(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536
}
