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

const SETTINGS = 'There are no custom settings: keep the value in a record, and reach it by a lookup.'
const INSTEAD: Readonly<Record<string, string>> = {
  $custommetadata: SETTINGS,
  $label: 'Write the text itself.',
  $organization: 'Write the value itself: an org is one of a kind.',
  $permission: 'Ask the profile or the role: $User.Profile.Name, $User.UserRole.DeveloperName.',
  $setup: SETTINGS,
}

/** Why a rule cannot read a global variable of Salesforce; undefined for those that it can. */
export function explainGlobal(path: string): { readonly message: string; readonly hint: string } | undefined {
  const root = /^\$\w+/.exec(path)?.[0]
  if (root === undefined || /^\$(?:User|Source)$/i.test(root)) return undefined
  const hint = INSTEAD[root.toLowerCase()] ?? 'Rules know $User, $Profile, $UserRole and $RecordType.'
  return { message: `Rules cannot read ${root}.`, hint }
}
