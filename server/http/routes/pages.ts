import express, { type RequestHandler, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { readFormUpload } from '../form-upload.ts'
import { openVisit, requireOwnForm } from '../open-visit.ts'
import { handlePageError } from '../send-page.ts'
import { assetRoutes } from './pages-assets.ts'
import { columnPageRoutes } from './pages-columns.ts'
import { filePageRoutes } from './pages-files.ts'
import { formPageRoutes } from './pages-forms.ts'
import { jobPageRoutes } from './pages-jobs.ts'
import { listEditRoutes } from './pages-list-edit.ts'
import { listFileRoutes } from './pages-list-files.ts'
import { listPageRoutes } from './pages-lists.ts'
import { livePageRoutes } from './pages-live.ts'
import { loginPageRoutes } from './pages-login.ts'
import { loginAsPageRoutes } from './pages-login-as.ts'
import { massPageRoutes } from './pages-mass.ts'
import { pipelinePageRoutes } from './pages-pipeline.ts'
import { recordPageRoutes } from './pages-records.ts'
import { searchPageRoutes } from './pages-search.ts'
import { settingsPageRoutes } from './pages-settings.ts'
import { sharingPageRoutes } from './pages-sharing.ts'
import { twoFactorPageRoutes } from './pages-two-factor.ts'
import { viewPageRoutes } from './pages-views.ts'
import { webFormRoutes } from './web-forms.ts'

/** Long texts are typed into forms; files come in forms of their own kind. */
const LARGEST_FORM = '5mb'

const ADDRESSES_OUTSIDE = ['/login', '/logout', '/forms']

/** The pages of whoever is logged in, under `/lightning`. */
export function pageRoutes(dependencies: HttpDependencies): Router {
  const router = Router()
  router.use(
    openVisit(dependencies),
    onlyForForms(),
    // The busiest pages first.
    listPageRoutes(dependencies),
    recordPageRoutes(dependencies),
    formPageRoutes(dependencies),
    searchPageRoutes(),
    filePageRoutes(dependencies),
    listFileRoutes(),
    listEditRoutes(dependencies),
    viewPageRoutes(),
    columnPageRoutes(),
    massPageRoutes(dependencies),
    pipelinePageRoutes(),
    sharingPageRoutes(),
    settingsPageRoutes(),
    loginAsPageRoutes(),
    livePageRoutes(dependencies),
    jobPageRoutes(dependencies),
    () => {
      throw new AtelierError('NOT_FOUND', 'There is no such page.')
    },
  )
  router.use(handlePageError)
  return router
}

/** What is sent, and is it sent by a form of ours? Pages that are asked for bring nothing. */
function onlyForForms(): RequestHandler {
  const forms = Router().use(
    express.urlencoded({ extended: false, limit: LARGEST_FORM, parameterLimit: 2_000 }),
    readFormUpload,
    requireOwnForm,
  )
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') next()
    else forms(request, response, next)
  }
}

/** What pages load, and the pages of those who are not logged in. */
export function outsidePageRoutes(dependencies: HttpDependencies): Router {
  const router = Router()
  router.use(assetRoutes())
  router.use(loginPageRoutes(dependencies), twoFactorPageRoutes(dependencies), webFormRoutes(dependencies))
  router.use(ADDRESSES_OUTSIDE, handlePageError)
  return router
}
