export interface InstallOptions {
  toolsDir: string
  /** Told what is being tried, for people. */
  progress: (line: string) => void
  signal?: AbortSignal
}
