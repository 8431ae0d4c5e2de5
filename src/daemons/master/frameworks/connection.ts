import type { Framework, MasterState } from '../state.ts'

/** The framework is not reached by this connection any more. */
export const dropConnection = (state: MasterState, framework: Framework): void => {
  if (framework.connection?.kind === 'http') state.streams.delete(framework.connection.streamId)
  framework.connection = undefined
}
