/**
 * Whether a stream gets colour: a terminal does. In the order of their weight: FORCE_COLOR as Node reads it, NO_COLOR
 * (no-color.org) and NODE_DISABLE_COLORS, CLICOLOR_FORCE and CLICOLOR (bixense.com/clicolors), TERM=dumb.
 */
export function wantsColour(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { FORCE_COLOR, NO_COLOR, NODE_DISABLE_COLORS, CLICOLOR_FORCE = '0', CLICOLOR, TERM } = env
  if (FORCE_COLOR !== undefined) return ['', '1', 'true', '2', '3'].includes(FORCE_COLOR)
  if (NO_COLOR || NODE_DISABLE_COLORS) return false
  if (CLICOLOR_FORCE !== '' && CLICOLOR_FORCE !== '0') return true
  return isTerminal && CLICOLOR !== '0' && TERM !== 'dumb'
}
