import { enableCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
import type { FromDataPath, ToDataPath } from '../protocol.ts'

const { compileCache }: { compileCache?: string } = workerData
// Threads do not take it over by themselves.
if (compileCache !== undefined) enableCompileCache(compileCache)
const { DataPath } = await import('./data-path.ts')

const dataPath = new DataPath((message: FromDataPath) => parentPort?.postMessage(message))
parentPort?.on('message', (message: ToDataPath) => dataPath.receive(message))
