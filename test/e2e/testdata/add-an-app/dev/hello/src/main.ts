import { createServer } from 'node:http'
import { greeting } from './greeting.ts'

const server = createServer((request, response) => {
  const name = new URL(request.url ?? '/', 'http://localhost').searchParams.get('name') ?? 'world'
  response.end(`${greeting(name)}\n`)
})
server.listen(Number(process.env.PORT), process.env.HOST)
process.on('SIGTERM', () => server.close())
