import { gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { sendRaw } from '../support/raw-request.ts'
import { type Answer, API, expectError } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const MEGABYTE = 1024 * 1024

/** What the resources of the list are asked. */
const SUFFIXES: readonly (readonly [RegExp, string])[] = [
  [/^query/, '?q=SELECT+Id+FROM+Account'],
  [/^parameterizedSearch$/, '?q=Acme'],
  [/^search$/, '?q=FIND+%7BAcme%7D'],
]

describe('HTTP', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  describe('versions', () => {
    it('are listed without a login, the newest last', async () => {
      const { status, body } = await server.send('GET', '/services/data', { token: null })
      expect(status).to.equal(200)
      const versions = body as readonly Record<string, string>[]
      expect(versions[0]).to.deep.equal({
        label: "Winter '21",
        url: '/services/data/v50.0',
        version: '50.0',
      })
      expect(versions.at(-1)).to.include({ version: '65.0', url: '/services/data/v65.0' })
      for (const { url } of versions) expect((await server.get(url as string)).status).to.equal(200)
    })

    for (const version of ['v49.0', 'v66.0', 'v60', 'v60.1', 'v060.0', 'v6O.0', 'v', 'v60.0.0', 'v1e1.0']) {
      it(`does not know ${version}`, async () => {
        for (const path of ['', '/sobjects', '/query?q=SELECT+Id+FROM+Account'])
          expectError(await server.get(`/services/data/${version}${path}`), 404, 'NOT_FOUND')
      })
    }

    it('lead to everything that they list, in URLs of their own version', async () => {
      const root = await server.get('/services/data/v52.0')
      for (const [name, url] of Object.entries(root.record)) {
        const path = name === 'identity' ? new URL(url as string).pathname : (url as string)
        if (name !== 'identity') expect(path).to.match(/^\/services\/data\/v52\.0\//)
        const suffix = SUFFIXES.find(([pattern]) => pattern.test(name))?.[1] ?? ''
        expect((await server.get(path + suffix)).status, path).to.equal(200)
      }
      const composite = (await server.get('/services/data/v52.0/composite')).record
      expect(composite).to.deep.equal({ sobjects: '/services/data/v52.0/composite/sobjects' })
    })
  })

  describe('paths', () => {
    const same = [
      '/services/data/v60.0/sobjects/Account',
      '//services/data/v60.0/sobjects/Account',
      '/services/data/v60.0/sobjects/Account/',
      '/Services/Data/V60.0/SObjects/aCCOUNT',
      '/services/data/v60.0/sobjects/%41ccount',
      '/services/data/v60.0/sobjects/Account?unknown=parameter',
    ]
    it('may have slashes around them and any case', async () => {
      const answers = await Promise.all(same.map(path => server.get(path)))
      expect(answers.map(answer => answer.status)).to.deep.equal(same.map(() => 200))
      expect(new Set(answers.map(answer => answer.text)).size).to.equal(1)
    })

    for (const path of [
      '/nothing',
      '/services',
      '/services/data/v60.0/nothing',
      '/services/data/v60.0/sobjects/Account/describe/nothing/more',
      '/../../etc/passwd',
      '/services/data/v60.0/../../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/styles.css/../../package.json',
      '/services/data/v60.0/sobjects/..%2f..%2fetc/x',
      '/services/data/v60.0/sobjects/Account/%00',
    ]) {
      it(`answers 404 to ${path}`, async () => {
        const head = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.token}\r\nConnection: close\r\n\r\n`
        const { status, body } = await sendRaw(server.url, head)
        expect(status).to.equal(404)
        expect(JSON.parse(body)[0]).to.include({ errorCode: 'NOT_FOUND' })
      })
    }

    it('that cannot be decoded are refused', async () => {
      expectError(await server.get('sobjects/%E0%A4%A/x'), 400, 'INVALID_INPUT')
      expectError(await server.get('query?q=%E0%A4%A'), 400, 'MALFORMED_QUERY')
      expectError(await server.get('query/%zz'), 400, 'INVALID_INPUT')
    })

    it('may come as proxies send them', async () => {
      const send = (url: string) =>
        sendRaw(server.url, `GET ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
      expect((await send('http://atelier.example/services/data')).status).to.equal(200)
      expect((await send('http://')).status).to.equal(200)
      const strange = await send('http://[::bad/services')
      expect(strange.status).to.equal(404)
      expect(JSON.parse(strange.body)[0]).to.include({ errorCode: 'NOT_FOUND' })
    })
  })

  describe('answers', () => {
    before(async () => {
      const Description = 'Łódź, '.repeat(5_000)
      for (const Name of ['One', 'Two', 'Three', 'Four', 'Five'])
        await server.send('POST', 'sobjects/Account', { body: { Name, Description } })
    })

    const small = 'query?q=SELECT+Id+FROM+Account'
    const some = 'sobjects/Task/describe'
    const large = 'query?q=SELECT+Name,Description+FROM+Account'
    for (const [path, taken, encoding] of [
      [some, 'gzip, deflate, br', 'br'],
      [some, 'gzip, deflate', 'gzip'],
      [some, 'gzip;q=0, br;q=0', null],
      [some, 'identity', null],
      [large, 'br', 'br'],
      [large, 'gzip', 'gzip'],
      [small, 'gzip, deflate, br', null],
    ] as const) {
      it(`are ${encoding ?? 'not'} compressed: ${path} for a client that takes ${taken}`, async () => {
        const of = (accepted: string) =>
          fetch(`${server.url}${API}${path}`, {
            headers: { Authorization: `Bearer ${server.token}`, 'Accept-Encoding': accepted },
          })
        const answer = await of(taken)
        expect(answer.status).to.equal(200)
        expect(answer.headers.get('content-encoding')).to.equal(encoding)
        expect(answer.headers.get('vary')).to.equal(encoding === null ? null : 'Accept-Encoding')
        expect(await answer.text()).to.equal(await (await of('identity')).text())
      })
    }
  })

  describe('methods', () => {
    for (const [path, allowed] of [
      ['/services/data', 'HEAD, GET'],
      ['', 'HEAD, GET'],
      ['sobjects', 'HEAD, GET'],
      ['sobjects/Account', 'HEAD, GET, POST'],
      ['sobjects/Account/describe', 'HEAD, GET'],
      ['sobjects/Account/001000000zzzzzzAAA', 'HEAD, GET, PATCH, DELETE'],
      ['sobjects/Account/Id/001000000zzzzzzAAA', 'HEAD, GET, PATCH'],
      ['query', 'HEAD, GET'],
      ['queryAll', 'HEAD, GET'],
      ['query/01g000000000001AAA-2000', 'HEAD, GET'],
      ['composite', 'HEAD, GET'],
      ['composite/sobjects', 'POST, PATCH, DELETE'],
      ['composite/sobjects/Account', 'HEAD, GET, POST'],
      ['composite/sobjects/Account/Id', 'PATCH'],
      ['/services/oauth2/userinfo', 'HEAD, GET'],
      ['/services/oauth2/revoke', 'HEAD, GET, POST'],
      ['/services/atelier/deploy', 'POST'],
      ['/services/atelier/deploy/undo', 'POST'],
      ['/services/atelier/metadata', 'HEAD, GET'],
      ['/services/atelier/types', 'HEAD, GET'],
      ['/services/atelier/hooks/Any/run', 'POST'],
      ['/services/atelier/jobs', 'HEAD, GET'],
      ['/services/atelier/queue', 'HEAD, GET'],
      ['/services/atelier/queue/Any/retry', 'POST'],
      ['/services/atelier/import', 'POST'],
      ['/services/atelier/export', 'HEAD, GET'],
      ['/services/atelier/records/Account', 'POST'],
    ] as const) {
      it(`${path || 'the root'} takes ${allowed}`, async () => {
        const refused = await server.send('PUT', path, { body: {} })
        const error = expectError(refused, 405, 'METHOD_NOT_ALLOWED')
        expect(error.message).to.equal(`HTTP Method 'PUT' not allowed. Allowed are ${allowed}`)
        expect(refused.headers.get('allow')).to.equal(allowed)
        const options = await server.send('OPTIONS', path)
        expect([options.status, options.headers.get('allow')]).to.deep.equal([204, allowed])
      })
    }

    it('HEAD answers as GET does, without the body', async () => {
      for (const path of ['sobjects/Account/describe', 'query?q=SELECT+Id+FROM+User', 'sobjects/Nothing']) {
        const [head, get] = [await server.send('HEAD', path), await server.get(path)]
        expect(head.status).to.equal(get.status)
        expect(head.headers.get('content-length')).to.equal(get.headers.get('content-length'))
        expect(head.text).to.equal('')
      }
    })
  })

  describe('bodies', () => {
    type Body = string | Uint8Array
    const post = (body: Body, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
      server.send('POST', 'sobjects/Account', { body, headers })
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`

    for (const [what, body, message] of [
      ['a comma too many', '{"Name": "a",}', /comma too many.* at \[line:1, column:14\]/],
      ['a missing value', '{\n  "Name": ,\n  "Phone": 1}', /value is expected.* at \[line:2, column:11\]/],
      ['an end in the middle', '{"Name": "a"', /closing \} .* at \[line:1, column:13\]/],
      ['NaN', '{"NumberOfEmployees": NaN}', /at \[line:1, column:23\]/],
      ['single quotes', "{'Name': 'a'}", /double quotes.* at \[line:1, column:2\]/],
      ['a comment', '{"Name": "a" /* b */}', /at \[line:1, column:14\]/],
      ['a broken escape', '{"Name": "\\x41"}', /at \[line:1, column:10\]/],
      ['a line break in a text', '{"Name": "a\nb"}', /at \[line:1, column:10\]/],
      ['something behind the end', '{"Name": "a"} {}', /at \[line:1, column:15\]/],
      ['a long number with a mistake behind it', '{"a": 12345678901234567890, }', /at \[line:1, column:29\]/],
      ['nothing', '', /must be a JSON object/],
      ['null', 'null', /must be a JSON object/],
      ['a text', '"Name"', /must be a JSON object/],
      ['a list', '[{"Name": "a"}]', /must be a JSON object/],
      ['too many levels', `{"Name": ${nested}}`, /100 levels/],
      ['too many levels that never end', '{"a":'.repeat(100_000), /100 levels/],
      ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), /UTF-8/],
    ] as const) {
      it(`refuses ${what}`, async () => {
        const error = expectError(await post(body), 400, 'JSON_PARSER_ERROR')
        expect(error.message).to.match(message)
      })
    }

    for (const [what, headers, status, code] of [
      ['XML', { 'content-type': 'application/xml' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
      ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
      ['a type that is none', { 'content-type': 'json' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
      ['an unknown encoding', { 'content-encoding': 'zip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
      ['a wrong encoding', { 'content-encoding': 'gzip' }, 400, 'INVALID_INPUT'],
      [
        'an unknown character set',
        { 'content-type': 'application/json; charset=klingon' },
        400,
        'JSON_PARSER_ERROR',
      ],
    ] as const) {
      it(`refuses ${what}`, async () => {
        expectError(await post('{"Name": "a"}', headers), status, code)
      })
    }

    it('takes JSON in other encodings and types that say so', async () => {
      const utf16 = new Uint8Array(Buffer.from('{"Name": "Żółw"}', 'utf16le'))
      for (const [body, type] of [
        ['\ufeff{"Name": "BOM"}', 'application/json'],
        ['{"Name": "patch"}', 'application/merge-patch+json; charset=utf-8'],
        [utf16, 'application/json; charset=utf-16le'],
      ] as const)
        expect((await post(body, { 'content-type': type })).status, type).to.equal(201)
      expect(await server.query("SELECT Name FROM Account WHERE Name = 'Żółw'")).to.have.length(1)
    })

    it('reads 11 MB, and refuses more than 50 MB, packed or not', async () => {
      const large = expectError(
        await post(JSON.stringify({ Name: 'a', Description: 'x'.repeat(11 * MEGABYTE) })),
        400,
        'STRING_TOO_LONG',
      )
      expect(large.message).to.have.length.below(500)
      const blanks = Buffer.alloc(51 * MEGABYTE, ' ')
      for (const answer of [await post(blanks), await post(gzipSync(blanks), { 'content-encoding': 'gzip' })])
        expect(expectError(answer, 413, 'REQUEST_TOO_LARGE').message).to.include('50 MB')
    })

    it('takes keys and values that JavaScript has a meaning for as data', async () => {
      const fields =
        '{"__proto__": {"Name": "a"}, "constructor": {"prototype": 1}, "toString": 1, "Name": "Data"}'
      const { status, errors } = await post(fields)
      expect(status).to.equal(400)
      expect(errors.map(error => error.fields?.[0])).to.deep.equal(['__proto__', 'constructor', 'toString'])
      expectError(await post('{"attributes": {"__proto__": null}}'), 400, 'REQUIRED_FIELD_MISSING')
      expect(({} as { Name?: string }).Name).to.equal(undefined)
    })

    for (const [what, body, code] of [
      ['a NUL in a text', '{"Name": "a\\u0000b"}', 'INVALID_INPUT'],
      ['half a surrogate pair', '{"Name": "a\\ud800b"}', 'INVALID_INPUT'],
      ['a NUL in a name', '{"Na\\u0000me": "a"}', 'INVALID_FIELD'],
      ['half a pair in a name', '{"Na\\ud800me": "a"}', 'INVALID_FIELD'],
      ['half a pair in an id', '{"Name": "a", "ParentId": "\\udfff"}', 'MALFORMED_ID'],
      [
        'too many digits',
        '{"Name": "a", "AnnualRevenue": 1234567890123456789.5}',
        'NUMBER_OUTSIDE_VALID_RANGE',
      ],
      [
        'many more digits',
        `{"Name": "a", "AnnualRevenue": 1${'0'.repeat(100_000)}}`,
        'NUMBER_OUTSIDE_VALID_RANGE',
      ],
      ['an endless number', '{"Name": "a", "AnnualRevenue": 1e999}', 'JSON_PARSER_ERROR'],
      ['an endless exponent', '{"Name": "a", "AnnualRevenue": 1e99999999999999}', 'JSON_PARSER_ERROR'],
    ] as const) {
      it(`refuses ${what}`, async () => {
        expectError(await post(body), 400, code)
      })
    }

    it('keeps 18 digits exactly', async () => {
      const created = await post('{"Name": "Exact", "AnnualRevenue": 900719925474099325}')
      expect(created.status, created.text).to.equal(201)
      const { text } = await server.get(`sobjects/Account/${created.record.id}?fields=AnnualRevenue`)
      expect(text).to.include('"AnnualRevenue":900719925474099325')
    })
  })

  describe('what is not HTTP', () => {
    const LONG = 'a'.repeat(140_000)
    for (const [what, text, status, code] of [
      ['another protocol', 'HELO atelier\r\n\r\n', 400, 'INVALID_INPUT'],
      ['a header too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${LONG}\r\n\r\n`, 431, 'REQUEST_TOO_LARGE'],
      ['a URL too long', `GET /${LONG} HTTP/1.1\r\nHost: x\r\n\r\n`, 431, 'REQUEST_TOO_LARGE'],
      ['a path in bytes', 'GET /ж HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'INVALID_INPUT'],
      [
        'a broken chunk',
        `POST ${API}sobjects/Account HTTP/1.1\r\nHost: x\r\nAuthorization: TOKEN\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
        400,
        'INVALID_INPUT',
      ],
    ] as const) {
      it(`is answered in the shape of all errors: ${what}`, async () => {
        const answer = await sendRaw(server.url, text.replace('TOKEN', `Bearer ${server.token}`))
        expect(answer.status).to.equal(status)
        expect(JSON.parse(answer.body)).to.have.length(1)
        expect(JSON.parse(answer.body)[0]).to.include({ errorCode: code })
      })
    }

    it('leaves the server answering', async () => {
      expect((await server.get('sobjects')).status).to.equal(200)
    })
  })
})
