import { createServer } from 'node:http'

/**
 * A pod's program for tests, run as a process of its own: answers with its name, and leaves as our apps do. It says on
 * standard output where it listens, and ends when its standard input does, as it does when the test is killed.
 * Arguments: its name, and how long it drains, in milliseconds.
 */
const [name = '', drainMs = '0'] = process.argv.slice(2)
let draining = false
process.stdin.resume().once('end', () => process.exit(1))
const server = createServer((request, response) => {
  request.resume().once('end', () => {
    if (draining) response.setHeader('connection', 'close')
    response.end(name)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) console.log(address.port)
})
process.once('SIGTERM', () => {
  draining = true
  setTimeout(() => server.close(() => process.exit(0)), Number(drainMs))
})
