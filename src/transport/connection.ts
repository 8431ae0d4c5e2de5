import type { Duplex, Readable } from 'node:stream'

/** One host as a place where commands run. Every kind (ssh, local) keeps the guarantees that stand here. */
export interface Connection {
  /** The host's name in the inventory, for messages. */
  readonly host: string

  /**
   * Runs one command in the persistent shell of its privilege. Commands of one privilege run one after another, in the order
   * of the calls; calls that do not await each other are pipelined, so a hundred of them cost about one round trip.
   * An exit code that is not 0 is a result. Throws MantlError when there is no result: ssh.connection_lost, sudo.*, command.*.
   */
  run(command: Command, options?: RunOptions): Promise<CommandResult>

  /** All commands in one round trip; results in the commands' order. No command sees another one's variables or directory. */
  runAll(commands: readonly Command[], options?: RunOptions): Promise<CommandResult[]>

  /**
   * The file is complete and has its mode and owner when it gets its name; before that nothing stands under the name but what
   * stood there before. The digest is checked on the host. Small files go through the shell and are pipelined as `run` is.
   * Throws MantlError upload.failed, upload.digest_differs and what `run` throws.
   */
  upload(source: ByteSource, destination: string, options: UploadOptions): Promise<UploadReceipt>

  /** The file's bytes. Throws MantlError download.failed, download.too_large (more than `maxBytes`). */
  download(path: string, options: DownloadOptions): Promise<Uint8Array>

  /** A TCP stream to an address as the host sees it, e.g. ('127.0.0.1', 5050). Throws MantlError forward.failed. */
  forward(address: string, port: number): Promise<Duplex>

  /** Ends shells and connection; what still runs is refused with command.interrupted. Never throws, may be called twice. */
  close(): Promise<void>
}

/** A command is a value: an argument vector, or POSIX sh text. It sees an empty stdin unless `stdin` is given. */
export type Command = (ArgvCommand | ScriptCommand) & CommandSettings

export interface ArgvCommand {
  readonly argv: readonly string[]
}

export interface ScriptCommand {
  readonly script: string
  /** $1, $2, … of the script. Cheaper than argv ['sh', '-c', …], which starts a second sh. */
  readonly args?: readonly string[]
  /**
   * true: without a subshell, which is most of what a script of builtins costs (0.27 of 0.3 ms). Only for text that leaves the
   * sh as it found it: no cd, exit, set, trap, umask, no variable that matters. Without effect beside `env`, `cwd` and `stdin`.
   */
  readonly inline?: true
}

export interface CommandSettings {
  /** At most `maxStdinBytes` (shell/command-text.ts); larger things are uploaded. */
  readonly stdin?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Absolute. Where it is no directory, the command ends with exit code 125. */
  readonly cwd?: string
  /** From the moment at which the command's turn comes; default 15 minutes. It ends with `timedOut` and exit code 124, its process group is killed. */
  readonly timeoutMs?: number
  /** Its text and output must not be printed or logged. */
  readonly sensitive?: boolean
  /** For each of stdout and stderr; what goes beyond is dropped and marked by `truncated`. Default 1 MiB. */
  readonly maxOutputBytes?: number
}

export interface RunOptions {
  /** false: as the user who logged in. Default: as the target's `become` says. */
  readonly become?: boolean
}

/** stdout and stderr are text in UTF-8; bytes that are none become U+FFFD. */
export interface CommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly truncated?: true
  readonly timedOut?: true
}

/** Bytes that can be read more than once. `size` in bytes; `sha256` in hex. See byte-source.ts for makers. */
export interface ByteSource {
  readonly size: number
  readonly sha256: string
  open(): Readable
}

export interface UploadOptions extends RunOptions {
  /** Permission bits, e.g. 0o644. */
  readonly mode: number
  /** `user`, `user:group` or `:group`; default: who runs the command. */
  readonly owner?: string
  /** The bytes are on the disk when the call returns (fsync); else a power cut may lose them. Default false. */
  readonly durable?: boolean
  /**
   * The file's bytes as they are to travel, and the program on the host that unpacks them while they arrive. It has to fail where they
   * are damaged: the file's size is checked then, and not its digest, which costs more than the unpacking.
   */
  readonly packed?: PackedBytes
  /** Bytes handed to the connection so far. */
  readonly onProgress?: (sentBytes: number) => void
}

export interface PackedBytes {
  readonly size: number
  open(): Readable
  /** From packed bytes on stdin to the file's on stdout. */
  readonly unpack: readonly string[]
}

export interface UploadReceipt {
  readonly bytes: number
  readonly sha256: string
}

export interface DownloadOptions extends RunOptions {
  readonly maxBytes: number
}

/** How to reach a host, as the inventory says it. What is absent comes from ~/.ssh/config, then from ssh's own defaults. */
export interface Target {
  /** inventory_hostname. */
  readonly host: string
  /** ansible_connection. */
  readonly kind: 'ssh' | 'local'
  /** ansible_host; also the name that is looked up in ~/.ssh/config. Default `host`. */
  readonly address?: string
  readonly port?: number
  readonly user?: string
  readonly privateKeyFile?: string
  readonly password?: string
  readonly become?: Become
}

/** ansible_become: sudo, unless the user who logs in is already the wanted one. `user` defaults to root. */
export interface Become {
  readonly user?: string
  readonly password?: string
}

/** What a whole run shares. Files and durations have ssh's defaults. */
export interface OpenOptions {
  readonly acceptNewHostKeys?: boolean
  /** Home directory, user name, agent socket: the process's own surroundings, given so that tests can give others. */
  readonly home?: string
  readonly localUser?: string
  readonly agentSocket?: string
  /** Default ~/.ssh/config and, when it names none, ~/.ssh/known_hosts. */
  readonly configFile?: string
  readonly knownHostsFile?: string
  /** For one attempt, from the first SYN to the accepted login. Default 10 s. */
  readonly connectTimeoutMs?: number
  /** A host that is silent for this long is given up with ssh.connection_lost. Default 15 s. */
  readonly silenceMs?: number
  /** Attempts at a connection while the error is retryable. Default 3. */
  readonly attempts?: number
}
