import { runCommandLine } from './command-line.ts'
import { endWithReader } from './terminal.ts'

endWithReader()
await runCommandLine(process.argv)
