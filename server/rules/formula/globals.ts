import type { Rule } from '../rule.ts'

/** Salesforce's names for what paths reach: the user's profile and role, and the record's own record type. */
const PATHS: readonly (readonly [RegExp, string])[] = [
  [/^\$Profile\./i, '$User.Profile.'],
  [/^\$UserRole\./i, '$User.UserRole.'],
  [/^\$RecordType\./i, 'RecordType.'],
]
const ORIGIN = '1900-01-01 00:00:00'

/** A name of formula text as JsonLogic. */
export function readGlobal(name: string): Rule {
  if (/^\$System\.OriginDateTime$/i.test(name)) return { datetimeValue: [ORIGIN] }
  const [pattern, path] = PATHS.find(([start]) => start.test(name)) ?? []
  return { var: pattern && path !== undefined ? name.replace(pattern, () => path) : name }
}
