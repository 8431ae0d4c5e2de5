import { JSON_TYPE, type MediaType, PROTOBUF_TYPE } from '../../../../http/negotiate.ts'
import { Response, type ResponseType } from '../../../../mesos/messages/master-response.ts'
import type { MasterState } from '../../state.ts'
import type { MasterHttp } from '../context.ts'
import { type Large, largePieces } from '../render/large.ts'
import type { WrittenTasks } from '../render/written-tasks.ts'
import { type Rendering, render } from '../rendering.ts'
import type { HandleCall } from './calls.ts'

/** A call answered by a large message. */
export const largeCall = (
  http: MasterHttp,
  type: ResponseType,
  part: keyof Response,
  content: (state: MasterState, written: WrittenTasks) => Large,
): HandleCall => {
  const rendered = sharedMessage(http, () => ({
    schema: Response,
    plain: { type },
    parts: { [part]: content(http.state, http.kept.writtenTasks) },
  }))
  return async ({ accept, request }) => http.large.bytes(request, accept, await rendered[accept]())
}

/** A message in both types, rendered in slices, one rendering for all who ask meanwhile. */
export const sharedMessage = (
  { slices, kept }: MasterHttp,
  message: () => Large,
): Record<MediaType, () => Promise<Rendering>> => {
  const inType = (type: MediaType) => kept.share(() => render(slices, largePieces(type, message())))
  return { [JSON_TYPE]: inType(JSON_TYPE), [PROTOBUF_TYPE]: inType(PROTOBUF_TYPE) }
}
