import { badRequest, forbidden, notFound } from '../../../../http/answer.ts'
import { listFiles } from '../../../../http/files/file-info.ts'
import { READ_LIMIT, readRange } from '../../../../http/files/read-range.ts'
import type { Answer } from '../../../../http/types.ts'
import type { Response } from '../../../../mesos/messages/agent-response.ts'
import type { Asked, Calls, OperatorHttp } from './context.ts'

type Result = Promise<{ readonly response: Response } | Answer>

/** LIST_FILES and READ_FILE over the virtual paths of /files/*. */
export const fileCalls = (http: OperatorHttp): Calls => ({
  LIST_FILES: asked => onFile(http, asked, asked.call.list_files!.path, real => list(asked, real)),
  READ_FILE: asked => onFile(http, asked, asked.call.read_file!.path, real => read(asked, real)),
})

const onFile = async (
  { files }: OperatorHttp,
  { request }: Asked,
  path: string,
  use: (real: string) => Result,
): Result => {
  const resolved = await files.resolve(path, request.principal)
  if (resolved.kind === 'forbidden') return forbidden()
  if (resolved.kind === 'missing') return notFound('')
  try {
    return await use(resolved.real)
  } catch {
    return notFound('') // removed meanwhile, or nothing that can be read
  }
}

const list = async ({ call }: Asked, real: string): Result => {
  const infos = await listFiles(call.list_files!.path.replace(/(?<=.)\/+$/, ''), real)
  const file_infos = infos.map(({ mtime, ...info }) => ({ ...info, mtime: { nanoseconds: mtime * 1e9 } }))
  return { response: { type: 'LIST_FILES', list_files: { file_infos } } }
}

const read = async ({ call }: Asked, real: string): Result => {
  const { offset, length = READ_LIMIT } = call.read_file!
  const end = await readRange(real)
  const range = await readRange(real, offset, length)
  if (end.kind === 'directory' || range.kind === 'directory') return badRequest('Cannot read a directory.\n')
  const read_file = { size: end.offset, data: range.data.toString('base64') }
  return { response: { type: 'READ_FILE', read_file } }
}
