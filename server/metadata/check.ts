import { checkNames } from './check-names.ts'
import { checkPackages } from './check-packages.ts'
import type { Check } from './metadata-type.ts'
import type { ModelDraft } from './model-draft.ts'
import { metadataTypes } from './registry.ts'

/** Checks that belong to no single type. */
const SHARED_CHECKS: readonly Check[] = [...checkNames, ...checkPackages]

/** Every check with its id and description, for documentation. */
export function listChecks(): readonly Check[] {
  return [...SHARED_CHECKS, ...metadataTypes.flatMap(type => type.checks)]
}

/** Runs all checks across components; what they find goes to the draft's report. */
export function check(draft: ModelDraft): void {
  const everything = [...draft.components.values()].flat()
  for (const shared of SHARED_CHECKS) run(shared, everything, draft)
  for (const type of metadataTypes) {
    for (const own of type.checks) run(own, draft.components.get(type.name) ?? [], draft)
  }
}

function run(own: Check, components: Parameters<NonNullable<Check['find']>>[1], draft: ModelDraft): void {
  for (const finding of own.find?.(draft, components) ?? []) draft.report(finding)
}
