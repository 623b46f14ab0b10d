import type { TranslationSource } from '../../component-types.d.ts'
import { find, namesOf, type Place, put } from './place.ts'

/** Components that have a label and a description and nothing else to translate: keys of the file, and their types. */
const KEYS = {
  profiles: { type: 'profile', what: 'There is no profile' },
  permissionSets: { type: 'permission-set', what: 'There is no permission set' },
  permissionSetGroups: { type: 'permission-set-group', what: 'There is no permission set group' },
  mutingPermissionSets: { type: 'muting-permission-set', what: 'There is no muting permission set' },
  roles: { type: 'role', what: 'There is no role' },
  groups: { type: 'group', what: 'There is no group' },
  sharingSets: { type: 'sharing-set', what: 'There is no sharing set' },
} as const

export function compileComponents(place: Place, source: TranslationSource): void {
  for (const [key, { type, what }] of Object.entries(KEYS)) {
    const names = namesOf(place.draft.components.get(type) ?? [])
    for (const [name, { label, description }] of Object.entries(source[key as keyof typeof KEYS] ?? {})) {
      const found = find(place, [key, name], { what, names, type })
      if (found === undefined) continue
      put(place, 'label', type, label, found)
      put(place, 'description', type, description, found)
    }
  }
}
