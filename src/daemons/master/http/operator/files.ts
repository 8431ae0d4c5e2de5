import { badRequest, forbidden, notFound } from '../../../../http/answer.ts'
import { okMessage } from '../../../../http/call-format.ts'
import { listFiles } from '../../../../http/files/file-info.ts'
import { readRange } from '../../../../http/files/read-range.ts'
import type { Answer } from '../../../../http/types.ts'
import { Response } from '../../../../mesos/messages/master-response.ts'
import type { MasterHttp } from '../context.ts'
import type { Asked, Calls } from './calls.ts'

/** LIST_FILES and READ_FILE over the virtual paths of /files/*. */
export const fileCalls = (http: Pick<MasterHttp, 'files'>): Calls => ({
  LIST_FILES: asked => onFile(http, asked, asked.call.list_files!.path, real => list(asked, real)),
  READ_FILE: asked => onFile(http, asked, asked.call.read_file!.path, real => read(asked, real)),
})

const onFile = async (
  { files }: Pick<MasterHttp, 'files'>,
  { request }: Asked,
  path: string,
  handle: (real: string) => Promise<Answer>,
): Promise<Answer> => {
  const resolved = await files.resolve(path, request.principal)
  if (resolved.kind === 'forbidden') return forbidden()
  if (resolved.kind === 'missing') return notFound('')
  try {
    return await handle(resolved.real)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return notFound('') // removed meanwhile
    throw error
  }
}

const list = async ({ call, accept }: Asked, real: string): Promise<Answer> => {
  const infos = await listFiles(call.list_files!.path, real)
  const file_infos = infos.map(({ mtime, ...info }) => ({ ...info, mtime: { nanoseconds: mtime * 1e9 } }))
  return okMessage(Response, accept, { type: 'LIST_FILES', list_files: { file_infos } })
}

const read = async ({ call, accept }: Asked, real: string): Promise<Answer> => {
  const { offset, length } = call.read_file!
  const end = await readRange(real, -1)
  const range = await readRange(real, offset, length)
  if (end.kind === 'directory' || range.kind === 'directory') return badRequest('Cannot read a directory.\n')
  const read_file = { size: end.offset, data: range.data.toString('base64') }
  return okMessage(Response, accept, { type: 'READ_FILE', read_file })
}
