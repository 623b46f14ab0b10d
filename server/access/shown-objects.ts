import { type Message, say } from '../kernel/message.ts'
import type { ObjectModel } from '../metadata/org-model.ts'

/** Objects whose records only show something else, and what has to be changed instead of them. */
const SHOWN: ReadonlyMap<string, Message> = new Map([
  ['profile', say('the files profiles/*.json: change the file and deploy it')],
  ['permissionset', say('the files permission-sets/*.json: change the file and deploy it')],
  ['permissionsetgroup', say('the files permission-set-groups/*.json: change the file and deploy it')],
  ['userrole', say('the files roles/*.json: change the file and deploy it')],
  ['recordtype', say('the files objects/*/record-types/*.json: change the file and deploy it')],
  ['organization', say('the org itself, which the server keeps')],
])

/** Why nobody saves records of the object; undefined for all others. */
export function whyShownOnly({ table, name }: ObjectModel): Message | undefined {
  const shown = SHOWN.get(table)
  return shown && say('Records of {object} show {shown}.', { object: name, shown })
}
