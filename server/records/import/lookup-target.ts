import type { FieldModel, ObjectModel, OrgModel } from '../../metadata/org-model.ts'

/** The object whose records a lookup column names: the one asked for, else a user, else the first. */
export function lookupTarget(model: OrgModel, field: FieldModel, named?: string): ObjectModel | undefined {
  const names = (field.referenceTo ?? []).map(name => name.toLowerCase())
  const wanted = named?.toLowerCase() ?? (names.includes('user') ? 'user' : names[0])
  return wanted !== undefined && names.includes(wanted) ? model.objects.get(wanted) : undefined
}
