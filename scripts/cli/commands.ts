import type { Command } from 'commander'
import { registerAccess } from './commands/access.ts'
import { registerAudit } from './commands/audit.ts'
import { registerAuthProvider } from './commands/auth-provider.ts'
import { registerConnectedApp } from './commands/connected-app.ts'
import { registerDemo } from './commands/demo.ts'
import { registerDeploy } from './commands/deploy.ts'
import { registerExport } from './commands/export.ts'
import { registerHook } from './commands/hook.ts'
import { registerImport } from './commands/import.ts'
import { registerJobs } from './commands/jobs.ts'
import { registerLogin } from './commands/login.ts'
import { registerOrg } from './commands/org.ts'
import { registerQueue } from './commands/queue.ts'
import { registerRetrieve } from './commands/retrieve.ts'
import { registerTypes } from './commands/types.ts'

/** Each puts its command, with its options, into the program. */
export const commands: readonly ((program: Command) => void)[] = [
  registerDemo,
  registerImport,
  registerExport,
  registerDeploy,
  registerRetrieve,
  registerTypes,
  registerHook,
  registerJobs,
  registerQueue,
  registerConnectedApp,
  registerAuthProvider,
  registerAccess,
  registerAudit,
  registerLogin,
  registerOrg,
]
