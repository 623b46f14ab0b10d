import type { Decision } from '../../access/decision.ts'
import type { Principal } from '../../access/principal.ts'
import { AtelierError } from '../../kernel/errors.ts'
import type { FieldModel } from '../../metadata/org-model.ts'
import { explainAccess } from '../../org/explain-access.ts'
import { findUserId, loadPrincipal } from '../../org/principals.ts'
import type { Session } from '../../org/session.ts'
import { readShares, SHARE_LEVELS, shareRecord, unshareRecord } from '../../records/shares.ts'
import { lookupPath, recordPath } from '../addresses.ts'
import { findTarget, readTarget } from '../find-target.ts'
import type { FormBody } from '../form-input.ts'
import { messageIn } from '../messages.ts'
import type { Outcome } from '../outcome.ts'
import { errorText, problemText } from '../problem-text.ts'
import { reasonText } from '../reasons.ts'
import { nameOf } from '../record-name.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { type FoundRecord, findRecord, type RecordAddress } from './record.ts'

const RIGHTS = ['read', 'edit', 'delete'] as const

/** What was typed into the form, when it was not what was meant. */
interface Tried {
  readonly problem: string
  readonly typed: string
  readonly level: string
}

const NOTHING: Tried = { problem: '', typed: '', level: 'Read' }

/** Who sees a record and why: the viewer, or another user for those who look after the org; and whom it was shared with. */
export async function sharingPage(visit: Visit, address: RecordAddress, user = ''): Promise<Page> {
  return pageOf(visit, await findRecord(visit.session, address), user, NOTHING)
}

/** Opens the record to a user or a group. */
export async function addShare(visit: Visit, address: RecordAddress, form: FormBody): Promise<Outcome> {
  const found = await findRecord(visit.session, address)
  const texts = [form.grantee ?? []].flat()
  const level = SHARE_LEVELS.find(one => one === form.level) ?? 'Read'
  const typed = texts.at(-1) ?? ''
  const parsed = await findTarget(texts, { ...visit, field: ownerField(found) })
  const { language } = visit.viewer
  const whom = 'value' in parsed && parsed.value === null ? messageIn(language, 'sharing.whom') : ''
  const problem = 'problem' in parsed ? problemText({ language }, parsed.problem) : whom
  if (problem !== '') return { page: await pageOf(visit, found, '', { problem, typed, level }) }
  const id = 'value' in parsed ? String(parsed.value) : ''
  await shareRecord(visit.session, found.id, id, level)
  return outcomeOf(found, 'notice.shared', typed)
}

/** Takes a share back. */
export async function removeShare(visit: Visit, address: RecordAddress, form: FormBody): Promise<Outcome> {
  const found = await findRecord(visit.session, address)
  await unshareRecord(visit.session, found.id, String(form.grantee ?? ''))
  return outcomeOf(found, 'notice.unshared', nameOf(found.object, found.record))
}

function outcomeOf({ object, id }: FoundRecord, message: string, what: string): Outcome {
  return { address: recordPath(object.name, id, 'sharing'), notice: { message, what, undo: '' } }
}

async function pageOf(visit: Visit, found: FoundRecord, user: string, tried: Tried): Promise<Page> {
  const { session, viewer } = visit
  const { object, id, record } = found
  const mayAsk = session.access.may('ViewSetup')
  const other = mayAsk && user.trim() !== '' ? await principalOf(session, user.trim()) : undefined
  const path = recordPath(object.name, id, 'sharing')
  const content = {
    title: nameOf(object, record),
    object: object.name,
    label: object.label,
    name: nameOf(object, record),
    record: recordPath(object.name, id),
    path,
    whose: other?.username ?? viewer.name,
    isOther: other !== undefined,
    rights: await explained(visit, other ?? session.principal, found),
    mayAsk,
    asked: user,
    isUnknown: mayAsk && user.trim() !== '' && !other,
    source: lookupPath(object.name, 'OwnerId'),
    ...(await sharesOf(visit, found)),
    levels: SHARE_LEVELS.map(name => ({ name, label: `sharing.${name}`, isChosen: name === tried.level })),
    ...tried,
  }
  return inShell(visit, 'sharing', content, tried.problem === '' ? 200 : 422)
}

async function principalOf({ org }: Session, user: string): Promise<Principal | undefined> {
  const id = await findUserId(org, user)
  return id ? loadPrincipal(org, id) : undefined
}

async function explained(
  { session, viewer: { language } }: Visit,
  principal: Principal,
  { object, id }: FoundRecord,
): Promise<readonly object[]> {
  const { org } = session
  return Promise.all(
    RIGHTS.map(async right => {
      const { allowed, decisions } = await explainAccess(org, principal, { object, right }, id)
      const all: readonly Decision[] = Object.values(decisions)
      // What allows counts only together; what denies does so alone.
      const deciding = all.filter(one => one.allowed === allowed)
      const reasons = deciding
        .flatMap(({ because }) => because)
        .map(reason => reasonText(session, { language, object }, reason))
      return { label: `sharing.right.${right}`, allowed, reasons: [...new Set(reasons)] }
    }),
  )
}

/** Shares by hand, for those who may give and take them; what keeps others from it. */
async function sharesOf({ session, viewer: { language } }: Visit, found: FoundRecord): Promise<object> {
  try {
    const shares = await readShares(session, found.id)
    const field = ownerField(found)
    const rows = shares.map(async ({ UserOrGroupId: id, AccessLevel: level }) => {
      const target = await readTarget(session, field, id)
      return { id, name: target?.name ?? id, level: `sharing.${level}` }
    })
    return { mayShare: true, shares: await Promise.all(rows), whyNot: '' }
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error
    const reader = { language, object: found.object }
    return { mayShare: false, shares: [], whyNot: errorText(reader, error) }
  }
}

const ownerField = ({ object }: FoundRecord): FieldModel => object.fields.get('ownerid') as FieldModel
