import { Router } from 'express'
import type { HttpDependencies } from '../dependencies.ts'
import { readJsonBody } from '../request-body.ts'
import { accessRoutes } from './atelier-access.ts'
import { auditRoutes } from './atelier-audit.ts'
import { authProviderRoutes } from './atelier-auth-providers.ts'
import { connectedAppRoutes } from './atelier-connected-apps.ts'
import { deployRoutes } from './atelier-deploy.ts'
import { exportRoutes } from './atelier-export.ts'
import { hookRoutes } from './atelier-hooks.ts'
import { importRoutes } from './atelier-import.ts'
import { loginAsRoutes } from './atelier-login-as.ts'
import { loginRoutes } from './atelier-logins.ts'
import { orgRoutes } from './atelier-orgs.ts'
import { bulkRecordRoutes } from './atelier-records.ts'
import { shareRoutes } from './atelier-shares.ts'

/** What Salesforce's API has no word for: deploys as files, hooks, jobs, import, export, and who may log in. */
export function atelierRoutes(dependencies: HttpDependencies): Router {
  const router = Router()
  // Files are no JSON: they are read as they come.
  router.use(importRoutes(dependencies))
  router.use(exportRoutes())
  router.use(readJsonBody)
  router.use(accessRoutes())
  router.use(auditRoutes())
  router.use(deployRoutes())
  router.use(hookRoutes(dependencies))
  router.use(bulkRecordRoutes(dependencies))
  router.use(connectedAppRoutes())
  router.use(authProviderRoutes(dependencies))
  router.use(orgRoutes(dependencies))
  router.use(loginRoutes())
  router.use(loginAsRoutes())
  router.use(shareRoutes())
  return router
}
