import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { objectInWords } from '../org/words.ts'
import { searchedObjects } from '../records/search/searched-objects.ts'
import { compiledOnce } from './compiled.ts'
import { type CompiledList, chooseList, compileList, listViewsOf } from './list-views.ts'

/** Columns where the object does not say what its results show. */
const USUAL = 5

/** What results of an object show: its name, and what the object says, else what its list has. */
export function searchColumns(session: Session, object: ObjectModel): CompiledList {
  return compiledOnce(session, `search ${object.name}`, () => {
    const name = object.nameField.name
    const listed = chooseList(session, listViewsOf(session, object), undefined).view.columns
    const more = object.searchColumns.length > 0 ? object.searchColumns : listed
    const columns = [name, ...more.filter(path => path.toLowerCase() !== name.toLowerCase())]
    const shown = object.searchColumns.length > 0 ? columns : columns.slice(0, USUAL)
    return compileList(session, object, { name: '', label: object.pluralLabel, columns: shown, orderBy: [] })
  })
}

/** What may be searched, tabs of the app first, then by their names. */
export function searchOrder(session: Session, tabs: readonly string[]): readonly ObjectModel[] {
  const rank = ({ name }: ObjectModel): number => (tabs.includes(name) ? tabs.indexOf(name) : tabs.length)
  return searchedObjects(session)
    .map(one => objectInWords(session, one))
    .sort((one, other) => rank(one) - rank(other) || one.pluralLabel.localeCompare(other.pluralLabel))
}
