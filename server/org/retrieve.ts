import type { SourceFile } from '../metadata/component.ts'
import { stateOf } from './org-state.ts'
import type { Org } from './session.ts'

/** The files that the org runs on, by path. */
export function retrieve(org: Org): readonly SourceFile[] {
  return stateOf(org).deployed.files
}
