import { type Cursor, openCursor } from './cursor.ts'
import type { Literal, Query } from './query.ts'
import { type Shape, shapeOf } from './shape.ts'
import { tokenize } from './tokens.ts'

/** A parse under way: the cursor, and which slot of the shape each literal of the query came from. */
export interface ParserState extends Cursor {
  readonly shape: Shape
  readonly slotByToken: ReadonlyMap<number, number>
  readonly slots: QuerySlots
}

/** Slots by the objects of the query that was read: a plan asks by identity. */
export interface QuerySlots {
  readonly literals: Map<Literal | readonly Literal[], number>
  readonly limits: Map<Query, { readonly limit?: number; readonly offset?: number }>
}

export function openParser(text: string): ParserState {
  const tokens = tokenize(text)
  const shape = shapeOf(tokens)
  return {
    ...openCursor(tokens),
    shape,
    slotByToken: new Map(shape.tokenOf.map((token, slot) => [token, slot])),
    slots: { literals: new Map(), limits: new Map() },
  }
}
