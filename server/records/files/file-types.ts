/** What browsers may show of a file without running anything in it. */
export type Preview = 'image' | 'pdf' | 'text'

interface FileType {
  /** As ContentVersion.FileType says it. */
  readonly name: string
  readonly mediaType: string
  readonly preview?: Preview
}

const TEXT = { mediaType: 'text/plain', preview: 'text' } as const
const OFFICE = 'application/vnd.openxmlformats-officedocument'

/** By the ending of the name. HTML, SVG and scripts are nothing that a browser is given to show. */
const TYPES: Readonly<Record<string, FileType>> = {
  png: { name: 'PNG', mediaType: 'image/png', preview: 'image' },
  jpg: { name: 'JPG', mediaType: 'image/jpeg', preview: 'image' },
  jpeg: { name: 'JPG', mediaType: 'image/jpeg', preview: 'image' },
  gif: { name: 'GIF', mediaType: 'image/gif', preview: 'image' },
  webp: { name: 'WEBP', mediaType: 'image/webp', preview: 'image' },
  bmp: { name: 'BMP', mediaType: 'image/bmp', preview: 'image' },
  pdf: { name: 'PDF', mediaType: 'application/pdf', preview: 'pdf' },
  txt: { name: 'TEXT', ...TEXT },
  log: { name: 'TEXT', ...TEXT },
  md: { name: 'TEXT', ...TEXT },
  json: { name: 'JSON', ...TEXT },
  xml: { name: 'XML', ...TEXT },
  csv: { name: 'CSV', mediaType: 'text/csv', preview: 'text' },
  doc: { name: 'WORD', mediaType: 'application/msword' },
  docx: { name: 'WORD_X', mediaType: `${OFFICE}.wordprocessingml.document` },
  xls: { name: 'EXCEL', mediaType: 'application/vnd.ms-excel' },
  xlsx: { name: 'EXCEL_X', mediaType: `${OFFICE}.spreadsheetml.sheet` },
  ppt: { name: 'POWER_POINT', mediaType: 'application/vnd.ms-powerpoint' },
  pptx: { name: 'POWER_POINT_X', mediaType: `${OFFICE}.presentationml.presentation` },
  zip: { name: 'ZIP', mediaType: 'application/zip' },
  mp4: { name: 'MP4', mediaType: 'video/mp4' },
  svg: { name: 'SVG', mediaType: 'image/svg+xml' },
  html: { name: 'HTML', mediaType: 'text/html' },
  htm: { name: 'HTML', mediaType: 'text/html' },
}

const UNKNOWN: FileType = { name: 'UNKNOWN', mediaType: 'application/octet-stream' }

/** The ending of a file's name, in lower case: `pdf`; empty when it has none. */
export function extensionOf(fileName: string): string {
  return /[^./\\]\.([A-Za-z0-9]{1,40})$/.exec(fileName)?.[1]?.toLowerCase() ?? ''
}

export function fileTypeOf(fileName: string): FileType {
  const extension = extensionOf(fileName)
  return (Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined) ?? UNKNOWN
}

/** What a file is called that has no other title: its name without folders and ending. */
export function titleOf(fileName: string): string {
  const name = fileName.split(/[/\\]/).at(-1) ?? fileName
  const extension = extensionOf(name)
  return extension === '' ? name : name.slice(0, -extension.length - 1)
}
