import type { Command } from '../../transport/connection.ts'
import type { Content } from './content.ts'
import type { Unpacker } from './unpacker.ts'

/** One step that alters a host, complete as data: carrying it out makes no choice. `why` is for the person who reads the plan. */
export type Change =
  | MakeDirectory
  | WriteFile
  | RestoreFile
  | SetAttributes
  | RemovePath
  | RemoveBlock
  | Link
  | CreateGroup
  | CreateUser
  | RemoveAccount
  | InstallPackages
  | RemovePackages
  | PushRelease
  | RemoveReleases
  | RestartUnit
  | StopUnit
  | EndTasks
  | HandOver
  | Await

interface Reasoned {
  readonly why: string
}

export interface Attributes {
  /** Permission bits, e.g. 0o640. */
  readonly mode: number
  /** `user:group`; absent: whoever carries it out. */
  readonly owner?: string
}

export interface MakeDirectory extends Reasoned, Attributes {
  readonly kind: 'make-directory'
  readonly path: string
  /** Others keep things there too: destroy removes it only when it is empty. */
  readonly shared?: boolean
}

export interface WriteFile extends Reasoned, Attributes {
  readonly kind: 'write-file'
  readonly path: string
  readonly content: Content
  /** What stands there now, where it is text that may be shown. */
  readonly before?: string
  readonly replaces: boolean
  /** Only some lines of it are ours: destroy takes these out again. */
  readonly block?: Block
  /** Roles that all their hosts must have gone through before: others would be shut out by what is written. */
  readonly after?: readonly string[]
}

/** The lines with which ours begin and end in a file that belongs to others. */
export interface Block {
  readonly begin: string
  readonly end: string
}

/** Puts back what a file held before: `from` is the host's own copy, of this digest. */
export interface RestoreFile extends Reasoned, Attributes {
  readonly kind: 'restore-file'
  readonly path: string
  readonly sha256: string
  readonly from: string
}

export interface SetAttributes extends Reasoned, Attributes {
  readonly kind: 'set-attributes'
  readonly path: string
}

export interface RemovePath extends Reasoned {
  readonly kind: 'remove-path'
  readonly path: string
  readonly recursive: boolean
  /** It is a folder, and stays where others keep something in it. */
  readonly ifEmpty?: true
}

export interface RemoveBlock extends Reasoned, Block {
  readonly kind: 'remove-block'
  readonly path: string
}

export interface Link extends Reasoned {
  readonly kind: 'link'
  readonly path: string
  readonly target: string
}

export interface CreateGroup extends Reasoned {
  readonly kind: 'create-group'
  readonly name: string
}

export interface CreateUser extends Reasoned {
  readonly kind: 'create-user'
  readonly name: string
  readonly group: string
  readonly home: string
}

export interface RemoveAccount extends Reasoned {
  readonly kind: 'remove-account'
  readonly account: 'user' | 'group'
  readonly name: string
}

export interface InstallPackages extends Reasoned {
  readonly kind: 'install-packages'
  readonly names: readonly string[]
}

export interface RemovePackages extends Reasoned {
  readonly kind: 'remove-packages'
  readonly names: readonly string[]
}

/** `files`: the release's own, by path within it; those whose blob the host already holds are not sent again. */
export interface PushRelease extends Reasoned {
  readonly kind: 'push-release'
  readonly release: Release
  /** The folder under which releases stand, each in one named by its digest; `store` holds their parts. */
  readonly folder: string
  readonly store: string
  readonly missingBlobs: readonly string[]
  /** What the host unpacks them with when they come over a network; absent: they are sent as they are. */
  readonly unpacker?: Unpacker
}

/** Names of entries in `folder` and `store`: releases no longer wanted, parts of none that is wanted, remains of runs that died. */
export interface RemoveReleases extends Reasoned {
  readonly kind: 'remove-releases'
  readonly folder: string
  readonly releases: readonly string[]
  readonly store: string
  readonly parts: readonly string[]
}

export interface Release {
  /** SHA-256 over names, modes and digests of all its files. */
  readonly digest: string
  readonly version: string
  readonly files: readonly ReleaseFile[]
}

export interface ReleaseFile {
  readonly path: string
  readonly mode: number
  /** Of the file's own bytes. */
  readonly sha256: string
  readonly size: number
}

/** systemd, the user's own systemd, or our supervisor where there is none. */
export type UnitManager = 'systemd' | 'systemd-user' | 'supervisor'

/** Has the manager read the unit's file anew, start at boot, and restart. */
export interface RestartUnit extends Reasoned {
  readonly kind: 'restart-unit'
  readonly unit: string
  readonly manager: UnitManager
  /** The file that says how it runs, and the supervisor's folder for it. */
  readonly file: string
  readonly runtime: string
  /** Of everything that the unit reads at its start; kept in `record` once it has started. */
  readonly digest: string
  readonly record: string
  /** Whether it runs now, so that people lose something when it stops. */
  readonly running: boolean
}

export interface StopUnit extends Reasoned {
  readonly kind: 'stop-unit'
  readonly unit: string
  readonly runtime: string
  readonly manager: UnitManager
}

/** Ends all tasks that a stopped follower left running, as `environment` (a file) tells where they are. */
export interface EndTasks extends Reasoned {
  readonly kind: 'end-tasks'
  readonly program: string
  readonly environment: string
}

/** Gives what is in ZooKeeper to another login. */
export interface HandOver extends Reasoned {
  readonly kind: 'hand-over'
  /** host:port,… as the host reaches them. */
  readonly servers: string
  /** mesos_zk_chroot */
  readonly folder: string
  /** JSON: `from`, a list of `user:secret`, and `to`, one of them, or absent for everybody. */
  readonly logins: Content
}

/** Asked again and again until it exits with 0, at most `timeoutMs`. */
export interface Await extends Reasoned {
  readonly kind: 'await'
  /** Whose start is awaited. */
  readonly unit?: string
  readonly what: string
  readonly command: Command
  readonly timeoutMs: number
  /** Exits with 0 when waiting longer is useless. */
  readonly hopeless?: Command
  /** Asked once when it was in vain: its output says why. */
  readonly explain?: Command
  /** Hosts without which it cannot come true: those of them that restart in the same wave do so before it is awaited. */
  readonly together?: readonly string[]
}
