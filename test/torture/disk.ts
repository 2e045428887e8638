import { mkdirSync } from 'node:fs'
import { exec } from '@gitops-example/kit/process/exec'

/** Makes a disk of so many megabytes in memory, and mounts it at `directory`; it goes with everything on it. */
export async function mountDisk(directory: string, megabytes: number): Promise<AsyncDisposable> {
  mkdirSync(directory, { recursive: true })
  await exec(['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', directory])
  return {
    [Symbol.asyncDispose]: async () => {
      await exec(['umount', directory])
    },
  }
}
