import type { JSONPath } from 'jsonc-parser'
import type { Component, Finding } from '../../component.ts'
import type { PermissionSetSource, ProfileSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { NEEDED, type ObjectRight } from './needed-rights.ts'
import { findPart } from './permission-targets.ts'

type Holder = Component<ProfileSource & PermissionSetSource>
type Kind = 'contradiction' | 'duplicate' | 'two-defaults'
type Report = (kind: Kind, at: JSONPath, message: string) => void

/** Rights that another entry, or the field itself, makes impossible: those of one kind. */
export function findContradictions(component: Component, draft: ModelDraft, kind: Kind): readonly Finding[] {
  const holder = component as Holder
  const found: Finding[] = []
  const report: Report = (ofKind, at, message) => {
    if (ofKind === kind) found.push({ check: `${holder.type}.${kind}`, component, at, message })
  }
  checkObjectRights(holder, report)
  checkFieldRights(holder, draft, report)
  checkApps(holder, report)
  checkRecordTypes(holder, report)
  checkLayouts(holder, report)
  return found
}

function checkObjectRights({ source }: Holder, report: Report): void {
  for (const [index, rights] of (source.objectPermissions ?? []).entries()) {
    for (const [right, needed] of Object.entries(NEEDED) as [ObjectRight, readonly ObjectRight[]][]) {
      const missing = rights[right] ? needed.filter(one => !rights[one]) : []
      if (missing.length === 0) continue
      report('contradiction', ['objectPermissions', index, right], `"${right}" needs ${listOf(missing)}.`)
    }
  }
}

function listOf(rights: readonly string[]): string {
  const quoted = rights.map(right => `"${right}"`)
  const last = quoted.pop() as string
  return quoted.length ? `${quoted.join(', ')} and ${last}` : last
}

function checkFieldRights({ source }: Holder, draft: ModelDraft, report: Report): void {
  for (const [index, { field: name, readable, editable }] of (source.fieldPermissions ?? []).entries()) {
    if (!editable) continue
    const at = ['fieldPermissions', index, 'editable']
    const field = findPart('fields', name, draft)
    if (!readable) report('contradiction', at, '"editable" needs "readable".')
    if (!field || field.createable || field.updateable) continue
    report('contradiction', at, `${field.object}.${field.name} is set by the engine: nobody can edit it.`)
  }
}

function checkApps({ source }: Holder, report: Report): void {
  let first: string | undefined
  for (const [index, app] of (source.applicationVisibilities ?? []).entries()) {
    if (!app.default) continue
    const at = ['applicationVisibilities', index, 'default']
    if (first !== undefined) report('two-defaults', at, `A second default; ${first} is one already.`)
    if (!app.visible) {
      const visible = ['applicationVisibilities', index, app.visible === false ? 'visible' : 'default']
      report('contradiction', visible, `${app.application} is the default, but not visible.`)
    }
    first ??= app.application
  }
}

function checkRecordTypes({ source }: Holder, report: Report): void {
  const defaults = new Map<string, string>()
  for (const [index, entry] of (source.recordTypeVisibilities ?? []).entries()) {
    if (!entry.default) continue
    const object = entry.recordType.split('.')[0] as string
    const first = defaults.get(object.toLowerCase())
    const at = ['recordTypeVisibilities', index, 'default']
    if (first) report('two-defaults', at, `A second default of ${object}; ${first} is one already.`)
    if (!entry.visible) report('contradiction', at, `${entry.recordType} is the default, but not visible.`)
    defaults.set(object.toLowerCase(), first ?? entry.recordType)
  }
}

function checkLayouts({ source }: Holder, report: Report): void {
  const assigned = new Set<string>()
  for (const [index, { layout, recordType }] of (source.layoutAssignments ?? []).entries()) {
    const [object = ''] = layout.split('.')
    const isOther = recordType && recordType.split('.')[0]?.toLowerCase() !== object.toLowerCase()
    if (isOther) {
      const at = ['layoutAssignments', index, 'recordType']
      report('contradiction', at, `${recordType} is no record type of ${object}.`)
    }
    const key = `${object}/${recordType ?? ''}`.toLowerCase()
    const at = ['layoutAssignments', index, 'layout']
    if (assigned.has(key)) report('duplicate', at, `${object} has a layout for that already.`)
    assigned.add(key)
  }
}
