import { badRequest, forbidden, notFound } from '../../../http/answer.ts'
import { listFiles } from '../../../http/files/file-info.ts'
import { READ_LIMIT, readRange } from '../../../http/files/read-range.ts'
import type { VirtualPaths } from '../../../http/files/virtual-paths.ts'
import type { Answer, Principal } from '../../../http/types.ts'
import type { Response } from '../../../mesos/messages/agent-response.ts'
import type { CallReadFile } from '../../../mesos/messages/operator-call.ts'

type Result = Promise<{ readonly response: Response } | Answer>

/** LIST_FILES and READ_FILE over the virtual paths of /files/*. */
export interface OperatorFiles {
  list(path: string, principal: Principal | undefined): Result
  read(call: CallReadFile, principal: Principal | undefined): Result
}

export const operatorFiles = (paths: VirtualPaths): OperatorFiles => ({
  list: (path, principal) =>
    onFile(paths, path, principal, async real => ({
      response: {
        type: 'LIST_FILES',
        list_files: {
          file_infos: (await listFiles(path.replace(/(?<=.)\/+$/, ''), real)).map(({ mtime, ...info }) => ({
            ...info,
            mtime: { nanoseconds: mtime * 1e9 },
          })),
        },
      },
    })),
  read: ({ path, offset, length }, principal) =>
    onFile(paths, path, principal, async real => {
      const size = await readRange(real)
      if (size.kind === 'directory') return badRequest('Cannot read a directory.\n')
      const range = await readRange(real, offset, length ?? READ_LIMIT)
      if (range.kind === 'directory') return badRequest('Cannot read a directory.\n')
      return {
        response: { type: 'READ_FILE', read_file: { size: size.offset, data: range.data.toString('base64') } },
      }
    }),
})

const onFile = async (
  paths: VirtualPaths,
  path: string,
  principal: Principal | undefined,
  use: (real: string) => Result,
): Result => {
  const resolved = await paths.resolve(path, principal)
  if (resolved.kind === 'forbidden') return forbidden()
  if (resolved.kind === 'missing') return notFound('')
  try {
    return await use(resolved.real)
  } catch {
    return notFound('')
  }
}
