/** Fields that the text of a JSON object gives twice, as upstream reports them: `duplicate field "spec.replicas"`. */
export function duplicateFields(_text: string): string[] {
  return []
}
