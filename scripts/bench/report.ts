import { writeFileSync } from 'node:fs'

/** One figure that has a bound. */
export interface Finding {
  readonly what: string
  /** Of the load, when it has one. */
  readonly connections?: number
  /** Figures by column, as they are shown. */
  readonly figures: Readonly<Record<string, string>>
  readonly value: number
  readonly bound: number
  /** `least`: the value must reach the bound; `most`: it must not pass it. */
  readonly kind: 'least' | 'most'
}

export function holds({ value, bound, kind }: Finding): boolean {
  return kind === 'least' ? value >= bound : value <= bound
}

/** Prints one line for a finding, as soon as there is one. */
export function printFinding(finding: Finding): void {
  const { what, connections, figures, value, bound, kind } = finding
  const shown = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`)
  const line = [
    (connections === undefined ? what : `${what}, ${connections} connections`).padEnd(62),
    shown.join('  ').padEnd(66),
    `${value.toFixed(2)} ${kind === 'least' ? '≥' : '≤'} ${bound}`.padEnd(18),
    holds(finding) ? 'pass' : 'FAIL',
  ]
  console.log(line.join(' '))
}

/** The whole table once more, as Markdown; true when everything holds. */
export function printTable(findings: readonly Finding[], json?: string): boolean {
  console.log('\n| what | connections | figures | value | bound | |\n|---|---|---|---|---|---|')
  for (const finding of findings) {
    const { what, connections, figures, value, bound, kind } = finding
    const shown = Object.entries(figures).map(([name, figure]) => `${name} ${figure}`)
    const sign = kind === 'least' ? '≥' : '≤'
    const end = holds(finding) ? 'pass' : '**FAIL**'
    console.log(
      `| ${what} | ${connections ?? ''} | ${shown.join(', ')} | ${value.toFixed(2)} | ${sign} ${bound} | ${end} |`,
    )
  }
  if (json) writeFileSync(json, `${JSON.stringify(findings, null, 2)}\n`)
  return findings.every(holds)
}
