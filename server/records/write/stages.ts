import { runStage, type WriteContext } from './context.ts'
import { announceChanges } from './stages/announce-changes.ts'
import { applyDefaults } from './stages/apply-defaults.ts'
import { checkAccess } from './stages/check-access.ts'
import { checkAssignments } from './stages/check-assignments.ts'
import { checkDependentValues } from './stages/check-dependent-values.ts'
import { checkFiles } from './stages/check-files.ts'
import { checkHierarchy } from './stages/check-hierarchy.ts'
import { checkLookups } from './stages/check-lookups.ts'
import { checkRecordTypes } from './stages/check-record-types.ts'
import { checkReferences } from './stages/check-references.ts'
import { checkReferrers } from './stages/check-referrers.ts'
import { checkRules } from './stages/check-rules.ts'
import { checkUnmodified } from './stages/check-unmodified.ts'
import { checkUsers } from './stages/check-users.ts'
import { checkValues } from './stages/check-values.ts'
import { describeFiles } from './stages/describe-files.ts'
import { endShares } from './stages/end-shares.ts'
import { afterHooks, beforeHooks } from './stages/fire-hooks.ts'
import { followChanges } from './stages/follow-changes.ts'
import { followFiles } from './stages/follow-files.ts'
import { followIdentities } from './stages/follow-identities.ts'
import { loadBefore } from './stages/load-before.ts'
import { loadRelated } from './stages/load-related.ts'
import { openDocuments } from './stages/open-documents.ts'
import { parseFields } from './stages/parse-fields.ts'
import { recordIdentities } from './stages/record-identities.ts'
import { releaseReferrers } from './stages/release-referrers.ts'
import { resolveReferences } from './stages/resolve-references.ts'
import { rollUp } from './stages/roll-up.ts'
import { saveBodies } from './stages/save-bodies.ts'
import { saveRows } from './stages/save-rows.ts'

/** Every stage of a batch, in order. A record with a problem goes no further; the others are saved together. */
export async function runStages(context: WriteContext): Promise<void> {
  await runStage(context, 'load-before', loadBefore)
  await runStage(context, 'check-access', checkAccess)
  await runStage(context, 'parse-fields', parseFields)
  await runStage(context, 'resolve-references', resolveReferences)
  await runStage(context, 'check-references', checkReferences)
  await runStage(context, 'check-record-types', checkRecordTypes)
  await runStage(context, 'check-unmodified', checkUnmodified)
  await runStage(context, 'apply-defaults', applyDefaults)
  await runStage(context, 'before-hooks', beforeHooks)
  await runStage(context, 'check-files', checkFiles)
  await runStage(context, 'describe-files', describeFiles)
  await runStage(context, 'follow-changes', followChanges)
  await runStage(context, 'load-related', loadRelated)
  await runStage(context, 'check-values', checkValues)
  await runStage(context, 'check-dependent-values', checkDependentValues)
  await runStage(context, 'check-lookups', checkLookups)
  await runStage(context, 'check-users', checkUsers)
  await runStage(context, 'check-assignments', checkAssignments)
  await runStage(context, 'check-hierarchy', checkHierarchy)
  await runStage(context, 'check-rules', checkRules)
  await runStage(context, 'check-referrers', checkReferrers)
  await runStage(context, 'open-documents', openDocuments)
  await runStage(context, 'save-rows', saveRows)
  await runStage(context, 'save-bodies', saveBodies)
  await runStage(context, 'follow-files', followFiles)
  await runStage(context, 'end-shares', endShares)
  await runStage(context, 'follow-identities', followIdentities)
  await runStage(context, 'record-identities', recordIdentities)
  await runStage(context, 'release-referrers', releaseReferrers)
  await runStage(context, 'after-hooks', afterHooks)
  await runStage(context, 'roll-up', rollUp)
  await runStage(context, 'announce-changes', announceChanges)
}
