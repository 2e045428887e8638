import type { ProgramPin } from '../pins.ts'

export interface InstallOptions {
  toolsDir: string
  /** Called with what is being tried, for people. */
  progress: (line: string) => void
  signal?: AbortSignal
}

/** Puts the program into `directory` under its own name, or throws why not. */
export type Installer = (pin: ProgramPin, directory: string, options: InstallOptions) => Promise<void>
