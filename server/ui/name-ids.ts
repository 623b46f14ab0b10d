import { keyPrefixOf, normalizeId } from '../kernel/ids.ts'
import type { Session } from '../org/session.ts'
import { visibleNames } from '../records/visible-records.ts'

const ID = /\b[a-zA-Z0-9]{18}\b/g

/** Texts in which records are called by their names, as far as they are open to the session: programs are told their ids. */
export async function nameIds(session: Session, texts: readonly string[]): Promise<readonly string[]> {
  const ids = new Set(texts.flatMap(text => text.match(ID) ?? []).filter(id => normalizeId(id) === id))
  if (ids.size === 0) return texts
  const names = new Map<string, string>()
  for (const prefix of new Set([...ids].map(keyPrefixOf))) {
    const object = session.org.model.objectsByPrefix.get(prefix)
    if (!object) continue
    const of = [...ids].filter(id => keyPrefixOf(id) === prefix)
    for (const [id, name] of await visibleNames(session, object, of)) names.set(id, name)
  }
  return texts.map(text => text.replace(ID, id => names.get(id) ?? id))
}
