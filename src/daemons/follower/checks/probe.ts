import type { CommandInfo } from '../../../mesos/messages/command.ts'
import type { ProcessRef } from '../linux/process-tree.ts'

/** One look at a task. */
export type Probe =
  /** Healthy is exit status 0. It runs in the task's container. */
  | { readonly kind: 'command'; readonly command: CommandInfo }
  /** From within the task's network; redirects are followed, certificates are not looked at. */
  | {
      readonly kind: 'http'
      readonly scheme: 'http' | 'https'
      readonly host: LoopbackHost
      readonly port: number
      readonly path: string
    }
  | { readonly kind: 'tcp'; readonly host: LoopbackHost; readonly port: number }

export type LoopbackHost = '127.0.0.1' | '::1'

/** failed: it could not be done, or not in time. undone: that says nothing about the task (a container that can't be entered just now). */
export type ProbeResult =
  | { readonly kind: 'command'; readonly exitCode: number }
  | { readonly kind: 'http'; readonly statusCode: number }
  | { readonly kind: 'tcp'; readonly succeeded: boolean; readonly message?: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'undone'; readonly message: string }

export interface ProbeOrder {
  /** Of which no two are under way. */
  readonly id: string
  readonly probe: Probe
  /** ms */
  readonly timeout: number
  /** keyOf the container's id. */
  readonly containerId: string
  /** Its first process. */
  readonly process: ProcessRef
  readonly directory: string
  readonly user?: string
  readonly environment: Readonly<Record<string, string>>
}
