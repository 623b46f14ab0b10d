import { type Cursor, openCursor } from './cursor.ts'
import type { Literal } from './query.ts'
import type { Shape } from './shape.ts'
import type { Tokens } from './tokens.ts'

/** A parse under way: the cursor, and which slot of the shape each literal of the query came from. */
export interface ParserState extends Cursor {
  readonly shape: Shape
  readonly slotByToken: ReadonlyMap<number, number>
  readonly slots: QuerySlots
  /** Values of `:name`, for hooks. Undefined: the text may not name any. */
  readonly binds: Binds | undefined
}

export type Binds = Readonly<Record<string, unknown>>

/** Slots by the objects of the query that was read: a plan asks by identity. */
export interface QuerySlots {
  readonly literals: Map<Literal | readonly Literal[], number>
}

export function openParser(tokens: Tokens, shape: Shape, binds?: Binds): ParserState {
  return {
    ...openCursor(tokens),
    shape,
    slotByToken: new Map(shape.tokenOf.map((token, slot) => [token, slot])),
    slots: { literals: new Map() },
    binds,
  }
}
