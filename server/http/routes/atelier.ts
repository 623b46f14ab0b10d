import { Router } from 'express'
import type { HttpDependencies } from '../dependencies.ts'
import { readJsonBody } from '../request-body.ts'
import { deployRoutes } from './atelier-deploy.ts'
import { hookRoutes } from './atelier-hooks.ts'

/** What Salesforce's API has no word for: deploys as files, hooks, jobs, import and export. */
export function atelierRoutes(dependencies: HttpDependencies): Router {
  const router = Router()
  router.use(readJsonBody)
  router.use(deployRoutes())
  router.use(hookRoutes(dependencies))
  return router
}
