import type { ObjectModel } from '../metadata/org-model.ts'

/** Objects whose records only show something else, and what has to be changed instead of them. */
const SHOWN: ReadonlyMap<string, string> = new Map([
  ['profile', 'the files profiles/*.json: change the file and deploy it'],
  ['permissionset', 'the files permission-sets/*.json: change the file and deploy it'],
  ['permissionsetgroup', 'the files permission-set-groups/*.json: change the file and deploy it'],
  ['userrole', 'the files roles/*.json: change the file and deploy it'],
  ['recordtype', 'the files objects/*/record-types/*.json: change the file and deploy it'],
  ['organization', 'the org itself, which the server keeps'],
])

/** Why nobody saves records of the object; undefined for all others. */
export function whyShownOnly({ table, name }: ObjectModel): string | undefined {
  const shown = SHOWN.get(table)
  return shown && `Records of ${name} show ${shown}.`
}
