import { runMigrations } from './database/run-migrations.ts'

runMigrations(process.env).then((exitCode) => process.exit(exitCode))
