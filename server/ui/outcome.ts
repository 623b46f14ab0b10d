import type { Notice, Page } from './visit.ts'

/** What a form leads to: a page that says what is wrong, or another address. */
export type Outcome = { readonly page: Page } | { readonly address: string; readonly notice: Notice }

/** An address of this server; others, and what is none, lead to `fallback`. */
export function ownAddress(text: unknown, fallback: string): string {
  return typeof text === 'string' && /^\/(?![/\\])[^\\\s]*$/.test(text) ? text : fallback
}
