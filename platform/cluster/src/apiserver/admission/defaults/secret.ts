import { isDraft, type JsonDraft } from '../../../machinery/json/json.ts'

/** `stringData` is for writing only: it ends up encoded in `data`. */
export function secretDefaults(secret: JsonDraft): void {
  secret.type ??= 'Opaque'
  const { stringData } = secret
  if (!isDraft(stringData)) return
  const data: JsonDraft = isDraft(secret.data) ? secret.data : {}
  for (const [key, value] of Object.entries(stringData))
    data[key] = Buffer.from(String(value)).toString('base64')
  secret.data = data
  delete secret.stringData
}
