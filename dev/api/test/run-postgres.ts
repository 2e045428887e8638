import { once } from 'node:events'
import { Postgres } from './postgres.ts'

/** A database for `npm run dev`: prints the environment of the service, and goes with its data at Ctrl-C. */
await using postgres = await Postgres.start()
for (const [name, value] of Object.entries(await postgres.createDatabase())) {
  console.log(`export ${name}='${value}'`)
}
await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
