/**
 * The number of a record's owner, kept by PostgreSQL beside the owner's id: lists hold it against one bit string of all
 * owners whose records a user may see, which is cheaper than a list of their ids.
 */
export const OWNER_COLUMN = {
  name: '_owner',
  type: 'bigint GENERATED ALWAYS AS (atelier.record_number("ownerid")) STORED',
  notNull: false,
} as const
