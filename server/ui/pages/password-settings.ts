import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

/** Another password for whoever is logged in. */
export function passwordSettingsPage(visit: Visit, problem: string): Promise<Page> {
  const content = { title: 'password', problem }
  return inShell(visit, 'password-settings', content, problem === '' ? 200 : 422)
}
