// Plain JavaScript: to read TypeScript before the cache is there, each start would load the compiler of its types.
import { enableCompileCache, flushCompileCache } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

// Threads neither take the cache over by themselves nor write it when they are ended.
if (workerData.compileCache !== undefined) enableCompileCache(workerData.compileCache)
const { DataPath } = await import('./data-path.ts')
flushCompileCache()

const dataPath = new DataPath((message) => parentPort.postMessage(message))
parentPort.on('message', (message) => dataPath.receive(message))
