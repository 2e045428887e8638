import { serve } from './serve.ts'

// Explicit, because an idle connection of a client would otherwise keep the process for a while.
serve(process.env).then((exitCode) => process.exit(exitCode))
