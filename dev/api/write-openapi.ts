import { writeFile } from 'node:fs/promises'
import { openApiPath, openApiText } from './src/http/openapi-file.ts'

await writeFile(openApiPath, await openApiText())
