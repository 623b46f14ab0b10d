import { createRequire } from 'node:module'
import type sanitizeHtml from 'sanitize-html'

/** Loaded with its parsers when the first markup comes: most servers never see any. */
const load = (): typeof sanitizeHtml => createRequire(import.meta.url)('sanitize-html')

/** What people write in rich text: no scripts, handlers, frames, forms or styles that reach out of the field. */
const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: [
    ...[
      'a',
      'b',
      'blockquote',
      'br',
      'caption',
      'cite',
      'code',
      'dd',
      'del',
      'div',
      'dl',
      'dt',
      'em',
      'font',
    ],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'img', 'ins', 'kbd', 'li', 'ol', 'p', 'pre', 'q', 's'],
    ...['samp', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th'],
    ...['thead', 'tr', 'tt', 'u', 'ul', 'var'],
  ],
  allowedAttributes: {
    '*': ['title', 'dir', 'lang', 'align', 'style'],
    a: ['href', 'name', 'target', 'rel'],
    img: ['src', 'alt', 'width', 'height'],
    font: ['color', 'face', 'size'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan', 'scope'],
    ol: ['start', 'type'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https', 'data'] },
  allowProtocolRelative: false,
  allowedStyles: {
    '*': {
      color: [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d\s,.%]+\)$/i, /^[a-z]+$/i],
      'background-color': [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d\s,.%]+\)$/i, /^[a-z]+$/i],
      'font-family': [/^[\w\s,"'-]+$/],
      'font-size': [/^[\d.]+(px|pt|em|rem|%)$/],
      'font-style': [/^(italic|normal)$/],
      'font-weight': [/^(bold|normal|\d{3})$/],
      'margin-left': [/^[\d.]+(px|pt|em|rem|%)$/],
      'text-align': [/^(left|right|center|justify)$/],
      'text-decoration': [/^[\w\s-]+$/],
    },
  },
  transformTags: {
    a: (tagName, attributes) => ({
      tagName,
      attribs: attributes.target ? { ...attributes, rel: 'noopener noreferrer' } : attributes,
    }),
  },
}

/** Markup without anything that runs or leaves the page. Cleaning it again changes nothing. */
export function cleanHtml(markup: string): string {
  return load()(markup, OPTIONS)
}

const MARKUP = /<[a-z/!]|&(?:#\d+|[a-z]+);/i

/** Plain text as markup: what stands in a cell is taken for text unless it has tags or entities. */
export function markupOf(text: string): string {
  if (MARKUP.test(text)) return text
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return escaped.replaceAll('\n', '<br />')
}
