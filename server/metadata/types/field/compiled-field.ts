import type { Component } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import type { FieldDraft, ObjectDraft } from '../../model-draft.ts'

/** A field on its way into the model, with the file that it came from. */
export interface CompiledField {
  readonly component: Component<FieldSource>
  readonly object: ObjectDraft
  readonly field: FieldDraft
}
