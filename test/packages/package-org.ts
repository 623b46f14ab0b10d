import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { readJson } from '../../server/records/read.ts'
import { write } from '../../server/records/write.ts'
import type { WriteOperation, WriteRequest } from '../../server/records/write-request.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'

export type Values = Readonly<Record<string, unknown>>

export interface PackageOrg extends TestOrg {
  /** Saves one record that must be right; its id. */
  save(
    operation: WriteOperation,
    object: string,
    values: Values,
    more?: Partial<WriteRequest>,
  ): Promise<string>
  /** Codes and fields of what is wrong with a record. */
  problems(operation: WriteOperation, object: string, values: Values): Promise<readonly string[]>
  query(soql: string): Promise<readonly Values[]>
}

/** An org with the packages as they are shipped. */
export async function openPackageOrg(): Promise<PackageOrg> {
  const test = await createTestOrg()
  const one = async (
    operation: WriteOperation,
    object: string,
    values: Values,
    more: Partial<WriteRequest> = {},
  ) => {
    const request = { operation, object, records: [values], allOrNone: true, ...more }
    const [result] = await write(test.session, request, noHooks)
    return result
  }
  return {
    ...test,
    save: async (operation, object, values, more) => {
      const result = await one(operation, object, values, more)
      expect(result?.errors, `${operation} ${object} ${JSON.stringify(values)}`).to.deep.equal([])
      return result?.id as string
    },
    problems: async (operation, object, values) =>
      ((await one(operation, object, values))?.errors ?? []).map(
        ({ code, fields }) => `${code} ${(fields ?? []).join()}`,
      ),
    query: async soql => {
      const json = await readJson(test.session, soql, { version: '60.0' })
      return JSON.parse(json, (key, value) => (key === 'attributes' ? undefined : value)).records
    },
  }
}
