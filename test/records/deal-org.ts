import type { ObjectModel, TriggerEvent } from '../../server/metadata/org-model.ts'
import { type HookPort, noHooks, type TriggerBatch, type TriggerOutcome } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import type { WriteOperation, WriteRequest, WriteResult } from '../../server/records/write-request.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { dealMetadata } from './deal-metadata.ts'

type Row = Readonly<Record<string, string | null>>
type Input = Readonly<Record<string, unknown>>

export interface DealOrg extends TestOrg {
  save(
    operation: WriteOperation,
    object: string,
    records: Input | readonly Input[],
    more?: Partial<WriteRequest>,
    hooks?: HookPort,
  ): Promise<readonly WriteResult[]>
  /** Inserts one record that must be right; its id. */
  make(object: string, record?: Input): Promise<string>
  /** Code and fields of the problems of one record, e.g. `REQUIRED_FIELD_MISSING amount__c`. */
  problems(
    operation: WriteOperation,
    object: string,
    record: Input,
    more?: Partial<WriteRequest>,
  ): Promise<readonly string[]>
  row(object: string, id: string): Promise<Row>
  query(text: string): Promise<readonly (readonly (string | null)[])[]>
  history(record: string): Promise<readonly (readonly (string | null)[])[]>
  /** What a save sends to PostgreSQL. */
  statements(
    operation: WriteOperation,
    object: string,
    records: readonly Input[],
    hooks?: HookPort,
  ): Promise<readonly string[]>
}

export async function openDealOrg(): Promise<DealOrg> {
  const test = await createTestOrg(dealMetadata())
  const { org, session } = test
  const query: DealOrg['query'] = async text =>
    (await org.database.run({ text: text.replaceAll('{s}', `"${org.schema}"`), values: [] })).rows
  const save: DealOrg['save'] = (operation, object, records, more = {}, hooks = noHooks) =>
    write(session, { operation, object, records: [records].flat(), allOrNone: true, ...more }, hooks)
  return {
    ...test,
    query,
    save,
    make: async (object, record = {}) => idOf(await save('insert', object, record)),
    problems: async (operation, object, record, more) =>
      problemsOf((await save(operation, object, record, more))[0]),
    row: async (object, id) => {
      const [row] = await query(`SELECT to_jsonb(t) FROM {s}."${object.toLowerCase()}" t WHERE id = '${id}'`)
      const values = JSON.parse(row?.[0] as string) as Record<string, unknown>
      return Object.fromEntries(
        Object.entries(values).map(([key, value]) => [key, value === null ? null : String(value)]),
      )
    },
    history: record =>
      query(
        `SELECT field, old_value, new_value FROM {s}._field_history WHERE record = '${record}' ORDER BY id`,
      ),
    statements: async (operation, object, records, hooks) =>
      (await test.countStatements(() => save(operation, object, records, {}, hooks))).statements,
  }
}

function idOf([result]: readonly WriteResult[]): string {
  if (result?.success) return result.id as string
  throw new Error(JSON.stringify(result?.errors))
}

export function problemsOf(result: WriteResult | undefined): readonly string[] {
  return (result?.errors ?? []).map(({ code, fields }) => [code, ...(fields ?? [])].join(' '))
}

/** A record many times, with what makes each its own. */
export function times(count: number, make: (index: number) => Input): readonly Input[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

type Trigger = (batch: TriggerBatch, index: number) => Partial<TriggerOutcome> | undefined

/** A hook port of plain functions by `object event`; notes what fired. */
export function hooksOf(
  triggers: Readonly<Record<string, Trigger>>,
): HookPort & { readonly fired: string[] } {
  const fired: string[] = []
  const key = (object: ObjectModel, event: TriggerEvent): string => `${object.name} ${event}`
  return {
    fired,
    admit: (_session, _object, save) => save(),
    fires: (_session, object, event) => key(object, event) in triggers,
    fire: async (_session, batch) => {
      const name = key(batch.object, batch.event)
      fired.push(`${name} ${(batch.new ?? batch.old)?.length}`)
      const outcome = triggers[name]?.(batch, fired.length)
      return { changes: outcome?.changes ?? new Map(), problems: outcome?.problems ?? new Map() }
    },
  }
}
