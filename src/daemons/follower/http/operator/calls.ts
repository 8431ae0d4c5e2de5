import { aboutTheAgent } from './about.ts'
import { attachInputCall } from './attach-input.ts'
import { attachOutputCall } from './attach-output.ts'
import type { Calls, OperatorHttp } from './context.ts'
import { fileCalls } from './files.ts'
import { getContainersCall } from './get-containers.ts'
import { killCalls } from './kill-container.ts'
import { launchCalls } from './launch-container.ts'
import { loggingCalls } from './logging.ts'
import { pruneImagesCall } from './prune-images.ts'
import { removeCalls } from './remove-container.ts'
import { resourceProviderCalls } from './resource-providers.ts'
import { sessionCall } from './session.ts'
import { viewCalls } from './views.ts'
import { waitCalls } from './wait-container.ts'

/** Every call of the operator API (api-v1.md 8) with what answers it. */
export const createCalls = (http: OperatorHttp): Calls => ({
  ...aboutTheAgent(http),
  ...loggingCalls(http),
  ...fileCalls(http),
  ...viewCalls(http),
  GET_CONTAINERS: getContainersCall(http),
  ...launchCalls(http),
  ...waitCalls(http),
  ...killCalls(http),
  ...removeCalls(http),
  LAUNCH_NESTED_CONTAINER_SESSION: sessionCall(http),
  ATTACH_CONTAINER_INPUT: attachInputCall(http),
  ATTACH_CONTAINER_OUTPUT: attachOutputCall(http),
  PRUNE_IMAGES: pruneImagesCall(http),
  ...resourceProviderCalls(http),
})
