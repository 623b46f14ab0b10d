import { goodChanges, type WriteContext } from '../context.ts'
import { openDefaults } from '../default-values.ts'
import { planOf, type WritePlan } from '../plan.ts'

/** Fills what a new record leaves out: record type, owner, default values. A field that is given as null stays so. */
export async function applyDefaults(context: WriteContext): Promise<void> {
  if (context.operation !== 'insert') return
  const plan = planOf(context.session.org.model, context.object)
  begin(context, plan)
  for (const step of plan.defaultSteps) {
    const give = await openDefaults(context, step)
    for (const change of goodChanges(context)) {
      for (const field of step) if (change.after[field.name] === undefined) give(change, field)
    }
  }
}

/** Default values may read the record type and the owner. */
function begin(context: WriteContext, plan: WritePlan): void {
  const owner = context.object.fields.get('ownerid')
  const recordType = context.object.fields.get('recordtypeid')
  const { access, principal } = context.session
  const standard = recordType && access.defaultRecordType(context.object)
  for (const { after } of goodChanges(context)) {
    if (standard && after.RecordTypeId === undefined) after.RecordTypeId = standard.id
    if (owner && (after.OwnerId === undefined || after.OwnerId === null)) after.OwnerId = principal.userId
    for (const field of plan.totals) after[field.name] = '0'
  }
}
