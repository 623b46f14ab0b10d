import { type Client, DATA } from '../client.ts'

interface Page<T> {
  readonly records: readonly T[]
  readonly nextRecordsUrl?: string
}

/** All records that the SOQL finds, page by page. */
export async function queryAll<T>(client: Client, soql: string): Promise<readonly T[]> {
  const records: T[] = []
  let path: string | undefined = `${DATA}/query?q=${encodeURIComponent(soql)}`
  while (path) {
    const page: Page<T> = await client.get<Page<T>>(path)
    records.push(...page.records)
    path = page.nextRecordsUrl
  }
  return records
}
