/** `1 row`, `2,000 rows`. */
export function countOf(amount: number, word: string): string {
  return `${amount.toLocaleString('en')} ${word}${amount === 1 ? '' : 's'}`
}
