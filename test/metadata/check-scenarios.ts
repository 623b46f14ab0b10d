import { expect } from 'chai'
import { type Files, problemsOf } from './compile-files.ts'

export interface CheckScenario {
  readonly given: string
  /** Beside the base files. */
  readonly files: Files
  /** As people see them: file, line, column, message, hint, id. */
  readonly problems: readonly string[]
}

export function describeChecks(title: string, scenarios: readonly CheckScenario[]): void {
  describe(title, () => {
    for (const { given, files, problems } of scenarios) {
      it(`given ${given}, say so`, async () => expect(await problemsOf(files)).to.deep.equal(problems))
    }
  })
}

export function idsOf({ problems }: CheckScenario): readonly string[] {
  return problems.map(text => /\[([^\]]+)\]$/.exec(text)?.[1] ?? '')
}
