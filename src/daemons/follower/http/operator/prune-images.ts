import { forbidden, okEmpty } from '../../../../http/answer.ts'
import type { HandleCall, OperatorHttp } from './context.ts'

/** Answered when the images that nobody uses are gone. */
export const pruneImagesCall =
  ({ pruneImages, authorize }: OperatorHttp): HandleCall =>
  async ({ call, request }) => {
    if (!authorize('PRUNE_IMAGES', request.principal)) return forbidden()
    await pruneImages?.(call.prune_images?.excluded_images ?? [])
    return okEmpty
  }
