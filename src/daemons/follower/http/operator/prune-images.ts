import { MantlError } from '../../../../errors.ts'
import { badRequest, forbidden, okEmpty } from '../../../../http/answer.ts'
import type { HandleCall, OperatorHttp } from './context.ts'

/** Answered when the images that nobody uses are gone. */
export const pruneImagesCall =
  ({ pruneImages, authorize }: OperatorHttp): HandleCall =>
  async ({ call, request }) => {
    if (!authorize('PRUNE_IMAGES', request.principal)) return forbidden()
    try {
      await pruneImages?.(call.prune_images?.excluded_images ?? [])
    } catch (error) {
      // Whoever misspells what shall stay must not lose it.
      if (error instanceof MantlError) return badRequest(error.message)
      throw error
    }
    return okEmpty
  }
