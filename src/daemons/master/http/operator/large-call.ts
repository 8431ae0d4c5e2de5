import { JSON_TYPE, type MediaType, PROTOBUF_TYPE } from '../../../../http/negotiate.ts'
import { Response, type ResponseType } from '../../../../mesos/messages/master-response.ts'
import type { MasterState } from '../../state.ts'
import type { MasterHttp } from '../context.ts'
import { jsonPieces, type Large, protobufPieces } from '../render/large.ts'
import { render } from '../rendering.ts'
import type { HandleCall } from './calls.ts'

/** A call answered by a large message: rendered in slices, one rendering for all who ask meanwhile. */
export const largeCall = (
  { state, slices, large, kept }: MasterHttp,
  type: ResponseType,
  part: keyof Response,
  content: (state: MasterState) => Large,
): HandleCall => {
  const response = (): Large => ({ schema: Response, plain: { type }, parts: { [part]: content(state) } })
  const rendered = {
    [JSON_TYPE]: kept.share(() => render(slices, jsonPieces(response()))),
    [PROTOBUF_TYPE]: kept.share(() => render(slices, protobufPieces(response()))),
  }
  return async ({ accept, request }) => large.bytes(request, accept, await rendered[accept]())
}

export const piecesIn = (type: MediaType, message: Large): Iterable<string | Uint8Array> =>
  type === JSON_TYPE ? jsonPieces(message) : protobufPieces(message)
