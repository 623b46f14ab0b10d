import type { Access } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'

type Cache = Map<string, unknown>

const caches = new WeakMap<OrgModel, Map<string, Cache>>()

/** Of those who were served last: a page asks some forty times. */
const found = new WeakMap<
  Principal,
  { readonly model: OrgModel; readonly access: Access; readonly cache: Cache }
>()

/** What pages are made of, compiled once for an org model, a language, an access and a profile (which chooses layouts and apps). */
export function compiledOnce<Compiled>(session: Session, key: string, compile: () => Compiled): Compiled {
  const cache = cacheOf(session)
  if (!cache.has(key)) cache.set(key, compile())
  return cache.get(key) as Compiled
}

function cacheOf(session: Session): Cache {
  const { access, principal } = session
  const model = modelInWords(session)
  const last = found.get(principal)
  if (last?.model === model && last.access === access) return last.cache
  const ofModel = caches.get(model) ?? new Map<string, Cache>()
  caches.set(model, ofModel)
  const { profile, permissionSets, permissionSetGroups = [] } = principal
  const alike = [access.key, profile, permissionSets.join(), permissionSetGroups.join()].join('\u0000')
  const cache = ofModel.get(alike) ?? new Map<string, unknown>()
  ofModel.set(alike, cache)
  found.set(principal, { model, access, cache })
  return cache
}
