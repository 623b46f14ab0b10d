import { readConfig } from '../server/kernel/config.ts'
import { compileModel } from '../server/metadata/compile.ts'
import { formatProblem } from '../server/metadata/report-findings.ts'
import { readSource } from '../server/metadata/source.ts'

/** Compiles the metadata folder without an org: every problem, or how many components there are. */
const { metadataDir } = readConfig(process.env, process.cwd())
const files = await readSource(process.argv[2] ?? metadataDir)
const began = performance.now()
const { components, problems } = await compileModel(files, {
  version: 0,
  idOf: () => '',
  prefixOf: fullName => `?${fullName}`,
})
const milliseconds = Math.round(performance.now() - began)
for (const problem of problems) console.log(formatProblem(problem))
if (problems.length > 0) process.exitCode = 1
else console.log(`${components.length} components, no problems (${milliseconds} ms).`)
