import { layoutFor } from '../access/layout-for.ts'
import type { LayoutModel, ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import { childRelationshipName } from '../metadata/resolve-path.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'
import { type Cell, compileCell } from './cell.ts'
import { compiledOnce } from './compiled.ts'
import { controllingPaths } from './dependent-choices.ts'
import { mayAddFiles } from './files.ts'
import { type CompiledList, compileList } from './list-views.ts'
import { pathFields } from './path.ts'

export interface CompiledItem {
  readonly cell: Cell
  /** `Edit`, `Required`, `Readonly`. */
  readonly behavior: string
}

export interface CompiledSection {
  readonly label: string
  readonly columns: readonly (readonly CompiledItem[])[]
}

export interface RelatedList {
  /** `order_proposals__r`. */
  readonly name: string
  readonly label: string
  readonly object: ObjectModel
  /** The child's field that names this record. */
  readonly lookup: string
  readonly list: CompiledList
}

/** A layout without what is hidden from whoever asks. */
export interface CompiledLayout {
  /** Forms for new records show a section at a time. */
  readonly multiStep?: boolean
  /** Forms for new records take files. */
  readonly fileUpload?: boolean
  readonly sections: readonly CompiledSection[]
  /** All that a record's page shows, its path included, and what its forms have to know. */
  readonly cells: readonly Cell[]
  /** What stands above a record's page, beside its name. */
  readonly highlights: readonly Cell[]
  readonly related: readonly RelatedList[]
}

const HIGHLIGHTS = 5
const SYSTEM = ['CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate']

export function layoutOf(
  session: Session,
  object: ObjectModel,
  recordType: RecordTypeModel | undefined,
): CompiledLayout {
  return compiledOnce(session, `layout ${object.name} ${recordType?.name ?? ''}`, () => {
    const { org, principal } = session
    const layout = layoutFor(org.model, principal, object, recordType) ?? plainLayout(object)
    const sections = layout.sections
      .map(section => compileSection(session, object, section))
      .filter(({ columns }) => columns.some(column => column.length > 0))
    const laidOut = sections.flatMap(({ columns }) => columns.flat().map(({ cell }) => cell))
    const onPath = pathFields(session, object, recordType).flatMap(
      path => compileCell(session, object, path) ?? [],
    )
    const controlling = controllingPaths(laidOut.map(({ field }) => field)).flatMap(
      path => compileCell(session, object, path) ?? [],
    )
    const cells = [...laidOut, ...onPath, ...controlling]
    const highlights = laidOut.filter(cell => isHighlight(object, cell)).slice(0, HIGHLIGHTS)
    const { multiStep } = layout
    const fileUpload = layout.fileUpload && mayAddFiles(session, object, 'create')
    return {
      multiStep,
      fileUpload,
      sections,
      cells,
      highlights,
      related: compileRelated(session, object, layout),
    }
  })
}

/** Of objects that come without a layout: their name, all their fields by label, their owner, and who has saved them when. */
function plainLayout(object: ObjectModel): LayoutModel {
  const { nameField } = object
  const own = object.fieldList
    .filter(field => !field.system && field !== nameField)
    .sort((one, other) => one.label.localeCompare(other.label, undefined, { numeric: true }))
    .map(({ name }) => name)
  const owner = object.fieldList.filter(({ name }) => name === 'OwnerId').map(({ name }) => name)
  const sections = [
    { label: object.label, columns: inTwoColumns([nameField.name, ...own, ...owner]) },
    { label: '', columns: inTwoColumns(SYSTEM) },
  ]
  return { name: '', package: '', label: '', multiStep: false, fileUpload: false, sections, relatedLists: [] }
}

function inTwoColumns(names: readonly string[]): LayoutModel['sections'][number]['columns'] {
  const items = names.map(field => ({ field, behavior: 'Edit' }))
  const half = Math.ceil(items.length / 2)
  return [items.slice(0, half), items.slice(half)]
}

function compileSection(
  session: Session,
  object: ObjectModel,
  { label, columns }: LayoutModel['sections'][number],
): CompiledSection {
  return {
    label,
    columns: columns.map(items =>
      items.flatMap(({ field, behavior }) => {
        const cell = compileCell(session, object, field)
        return cell ? [{ cell, behavior }] : []
      }),
    ),
  }
}

/** The first short fields of the layout that are not the name. */
function isHighlight(object: ObjectModel, { field, look }: Cell): boolean {
  const isName = field === object.nameField || (!field.custom && field.name === 'Name')
  return !isName && !look.isWide && !SYSTEM.includes(field.name)
}

function compileRelated(
  session: Session,
  object: ObjectModel,
  { relatedLists }: LayoutModel,
): readonly RelatedList[] {
  const { access } = session
  const { objects } = modelInWords(session)
  return relatedLists.flatMap(({ relationship, columns, orderBy }) => {
    const child = object.children.get(relationship.toLowerCase())
    const target = child && objects.get(child.object.toLowerCase())
    const lookup = target?.fields.get(child?.field.toLowerCase() ?? '')
    if (!target || !lookup || !access.object(target, 'read') || !access.field(lookup, 'read')) return []
    const view = {
      name: relationship,
      label: target.pluralLabel,
      columns: columns.length > 0 ? columns : [target.nameField.name, 'LastModifiedDate'],
      orderBy: orderBy ? [orderBy] : [],
    }
    const name = childRelationshipName(lookup.name, relationship)
    const label = lookup.relationshipLabel ?? target.pluralLabel
    return [{ name, label, object: target, lookup: lookup.name, list: compileList(session, target, view) }]
  })
}
