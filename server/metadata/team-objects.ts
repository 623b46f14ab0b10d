import type { FieldModel, ObjectModel } from './org-model.ts'

/** Objects whose records make users members of another record's team, by that other object's table. */
const TEAMS: ReadonlyMap<string, string> = new Map([
  ['account', 'accountteammember'],
  ['opportunity', 'opportunityteammember'],
])
const TEAM_OF: ReadonlyMap<string, string> = new Map([...TEAMS].map(([table, team]) => [team, table]))

/** A team's object as access needs it. */
export interface TeamModel {
  readonly object: ObjectModel
  /** Names the record whose team it is. */
  readonly record: FieldModel
  readonly user: FieldModel
}

/** The team of the records of a table; undefined when they have none. */
export function teamOf(objects: ReadonlyMap<string, ObjectModel>, table: string): TeamModel | undefined {
  const object = objects.get(TEAMS.get(table) ?? '')
  return object && asTeam(object)
}

/** The object as a team, when it is one. */
export function asTeam(object: ObjectModel): TeamModel | undefined {
  const table = TEAM_OF.get(object.table)
  const [record, user] = [object.fields.get(`${table}id`), object.fields.get('userid')]
  return record && user && { object, record, user }
}

/** How far a membership goes with records of a table: with the record itself, or with what belongs to it. */
export function teamLevel({ object }: TeamModel, table: string): FieldModel | undefined {
  return object.fields.get(`${table}accesslevel`)
}
