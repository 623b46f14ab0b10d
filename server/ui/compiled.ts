import type { OrgModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'

const caches = new WeakMap<OrgModel, Map<string, unknown>>()

/** What pages are made of, compiled once for an org model, a language, an access and a profile (which chooses layouts and apps). */
export function compiledOnce<Compiled>(session: Session, key: string, compile: () => Compiled): Compiled {
  const { access, principal } = session
  const model = modelInWords(session)
  let cache = caches.get(model)
  if (!cache) {
    cache = new Map()
    caches.set(model, cache)
  }
  const { profile, permissionSets, permissionSetGroups = [] } = principal
  const whole = [access.key, profile, permissionSets.join(), permissionSetGroups.join(), key].join('\u0000')
  if (!cache.has(whole)) cache.set(whole, compile())
  return cache.get(whole) as Compiled
}
