import type { Access } from '../access/access.ts'
import type { Principal } from '../access/principal.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import type { Connection, Database } from '../storage/database.ts'
import type { EncryptionKeys } from './encryption.ts'
import type { SequenceAllocator } from './sequences.ts'

/** One customer's world on this node. `model` is swapped when a deploy is published. */
export interface Org {
  /** 18-character organization id, `00D…`. */
  readonly id: string
  readonly name: string
  /** PostgreSQL schema of its records and platform tables. */
  readonly schema: string
  /** IANA name. */
  readonly timeZone: string
  /** Key of the per-org advisory lock (the gate between writes and deploys). */
  readonly gate: number
  readonly database: Database
  /** Record ids in blocks, so that a write needs no round trip for them. */
  readonly sequences: SequenceAllocator
  /** Of users and queues. */
  readonly ownerNumbers: SequenceAllocator
  /** Of its secrets. Undefined: it was opened for work that needs none. */
  readonly encryptionKeys?: EncryptionKeys
  /** Bytes of one file. */
  readonly largestFile: number
  readonly model: OrgModel
}

/** Who works in which org, and inside which transaction. Passed to every read and write. */
export interface Session {
  readonly org: Org
  readonly principal: Principal
  readonly access: Access
  /** Set inside a transaction: reads and writes join it. */
  readonly transaction?: TransactionScope
}

/** What one transaction carries along its nested writes. */
export interface TransactionScope {
  readonly connection: Connection
  /** Nesting of triggers that save records. */
  readonly depth: number
  /** The instant the transaction began: one `now` for everything that it does. */
  readonly now: Date
  /** Work to run once, after the commit (queue wake-ups, events). */
  readonly afterCommit: (() => void)[]
  /** Opaque handle of the hook runtime: one worker serves one transaction. */
  readonly hookState: Map<string, unknown>
}
