import type { RecordValues } from '../fields/field-type.ts'
import type { Problem } from '../kernel/errors.ts'
import type { ObjectModel, TriggerEvent } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'

/** What a trigger is told about the records of one write. Indexes are the same in both lists. */
export interface TriggerBatch {
  readonly object: ObjectModel
  readonly event: TriggerEvent
  /** Null before and after an insert. */
  readonly old: readonly RecordValues[] | null
  /** Null for deletes. */
  readonly new: readonly RecordValues[] | null
}

/** What a trigger answers: changed fields (before events) and problems, both by index in the batch. */
export interface TriggerOutcome {
  readonly changes: ReadonlyMap<number, Readonly<Record<string, unknown>>>
  readonly problems: ReadonlyMap<number, readonly Problem[]>
}

/**
 * The port through which the write stages fire hooks. Serialisable on both sides: the runtime behind it works in
 * another thread. Implemented in automation, given to `write` by the composition root.
 */
export interface HookPort {
  /**
   * Runs a save, once not too many others of objects with triggers are under way: a hook that takes long keeps its
   * own object's saves waiting, not everybody's. Throws SERVER_UNAVAILABLE when they stay too many.
   */
  admit<T>(session: Session, object: ObjectModel, save: () => Promise<T>): Promise<T>
  /** True when some active trigger of the object fires on the event: writes skip the stage otherwise. */
  fires(session: Session, object: ObjectModel, event: TriggerEvent): boolean
  /** Throws AtelierError HOOK_FAILED (thrown in the hook), LIMIT_EXCEEDED or TRIGGER_DEPTH_EXCEEDED. */
  fire(session: Session, batch: TriggerBatch): Promise<TriggerOutcome>
}

/** No hooks at all. */
export const noHooks: HookPort = Object.freeze<HookPort>({
  admit: (_session, _object, save) => save(),
  fires: () => false,
  fire: async () => ({ changes: new Map(), problems: new Map() }),
})
