import type { CommandInfoURI } from '../../../mesos/messages/command.ts'
import type { SpecUser } from './launch-spec.ts'
import type { SandboxPlace } from './sandbox.ts'

/** Fills sandboxes with what commands ask for. */
export interface ContainerFetcher {
  /** Why not all could be had; `undefined`: they are there. */
  fetch(
    containerId: string,
    uris: readonly CommandInfoURI[],
    into: { readonly sandbox: SandboxPlace; readonly user: SpecUser | undefined },
  ): Promise<string | undefined>
  /** Its `fetch` ends soon, if there is one. */
  stop(containerId: string): Promise<void>
}
