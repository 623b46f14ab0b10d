import { type Request, type Response, Router } from 'express'
import { type Asset, findAsset } from '../../ui/assets.ts'
import { PAGE_HEADERS } from '../page-headers.ts'
import { notFound } from '../respond.ts'

const FOREVER = 'public, max-age=31536000, immutable'

/** What pages load: kept by browsers for ever, since its name changes with its content. */
export function assetRoutes(): Router {
  const router = Router()

  router.get('/assets/:name', async (request, response) => {
    const asset = await findAsset(request.path)
    if (!asset) throw notFound()
    response.set(PAGE_HEADERS).set({ 'Cache-Control': FOREVER, Vary: 'Accept-Encoding' })
    sendAsset(request, response, asset)
  })

  return router
}

function sendAsset(request: Request, response: Response, { type, text, brotli, gzip }: Asset): void {
  const encoding = request.acceptsEncodings('br', 'gzip')
  const bodies: Readonly<Record<string, Buffer>> = { br: brotli, gzip }
  const body = encoding ? bodies[encoding] : undefined
  if (body) response.set('Content-Encoding', String(encoding))
  response.set('Content-Type', type).send(body ?? Buffer.from(text))
}
