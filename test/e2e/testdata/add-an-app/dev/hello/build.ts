import { build } from 'esbuild'

/** Bundles the service into OUTDIR: exactly the files that its image holds under /app. */
const [outdir] = process.argv.slice(2)
await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts'],
  outfile: `${outdir}/main.js`,
  bundle: true,
  platform: 'node',
  format: 'cjs',
})
