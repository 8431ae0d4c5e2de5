import { basename, extname } from 'node:path'
import { badRequest, forbidden, notFound, ok, okBytes, refusal } from '../answer.ts'
import type { Answer, HttpRequest, Route } from '../types.ts'
import { listFiles, modeText } from './file-info.ts'
import { openExactly } from './open-exactly.ts'
import { readRange } from './read-range.ts'
import type { VirtualPaths } from './virtual-paths.ts'

/** /files/browse, read, download and debug over one table of virtual paths. */
export const filesRoutes = (realm: string, paths: VirtualPaths): readonly Route[] => [
  { path: '/files/browse', realm, handle: onPath(paths, browse) },
  { path: '/files/read', realm, handle: onPath(paths, read) },
  { path: '/files/download', realm, handle: onPath(paths, download) },
  { path: '/files/debug', realm, guarded: '/files/debug', handle: () => ok(sorted(paths.all)) },
]

type OnFile = (request: HttpRequest, virtual: string, real: string) => Answer | Promise<Answer>

const onPath =
  (paths: VirtualPaths, handle: OnFile) =>
  async (request: HttpRequest): Promise<Answer> => {
    const { path } = request.query
    if (path === undefined || path === '') return badRequest("Expecting 'path=value' in query.\n")
    const resolved = await paths.resolve(path, request.principal)
    if (resolved.kind === 'forbidden') return forbidden()
    if (resolved.kind === 'missing') return notFound('')
    try {
      return await handle(request, path, resolved.real)
    } catch (error) {
      return fileTrouble(error as NodeJS.ErrnoException)
    }
  }

const fileTrouble = ({ code, message }: NodeJS.ErrnoException): Answer =>
  missing.has(code ?? '') ? notFound('') : refusal(500, `${message}\n`)

const missing = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'])

const browse: OnFile = async (_request, virtual, real) => {
  const infos = await listFiles(virtual.replace(/(?<=.)\/+$/, ''), real)
  return ok(
    infos.map(({ path, nlink, size, mtime, mode, uid, gid }) => ({
      gid,
      mode: modeText(mode),
      mtime,
      nlink,
      path,
      size,
      uid,
    })),
  )
}

const read: OnFile = async ({ query }, _virtual, real) => {
  const offset = readInteger(query.offset)
  const length = readInteger(query.length)
  if (offset === 'bad') return badRequest(`Failed to parse offset: '${query.offset}' is no number.\n`)
  if (length === 'bad') return badRequest(`Failed to parse length: '${query.length}' is no number.\n`)
  if (offset !== undefined && offset < -1) return badRequest(`Negative offset provided: ${offset}.\n`)
  if (length !== undefined && length < -1) return badRequest(`Negative length provided: ${length}.\n`)
  const range = await readRange(real, offset, length)
  if (range.kind === 'directory') return badRequest('Cannot read a directory.\n')
  return ok({ data: range.data.toString('utf8'), offset: range.offset })
}

const readInteger = (text: string | undefined): number | undefined | 'bad' =>
  text === undefined ? undefined : /^-?\d{1,15}$/.test(text) ? Number(text) : 'bad'

const download: OnFile = async ({ method }, virtual, real) => {
  const { file, stats } = await openExactly(real)
  const name = basename(virtual).replace(/[^\x20-\x7e]|["\\;]/g, '_')
  const headers = { 'Content-Disposition': `attachment; filename=${name}`, 'Content-Length': String(stats.size) }
  const type = types[extname(virtual)] ?? 'application/octet-stream'
  if (stats.isFile() && stats.size > 0 && method !== 'HEAD') {
    // `end` because the file may grow while it is sent
    return okBytes(type, file.createReadStream({ start: 0, end: stats.size - 1 }), headers)
  }
  await file.close()
  if (stats.isDirectory()) return badRequest('Cannot download a directory.\n')
  return stats.isFile() ? okBytes(type, Buffer.alloc(0), headers) : notFound('')
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.html': 'text/html',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'application/javascript',
  '.json': 'application/json',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain',
  '.xml': 'application/xml',
}

const sorted = (map: ReadonlyMap<string, string>) => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)))
