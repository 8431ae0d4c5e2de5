/** A folder or file that another step has opened, and what lies in it: the name leads to that however its path has changed. */
export interface Within {
  readonly in: string
  readonly name: string
}

/** One change of files, a value, so that a thread can make it. Paths are absolute, content is text or bytes, modes are as in open(2). */
export type FileStep =
  /** With all above it; `mode`: 0o777 without the umask's. It may be there. */
  | { readonly do: 'folder'; readonly path: string; readonly mode?: number }
  /** The whole file, for us alone. Half of it may be left by a crash. */
  | { readonly do: 'write'; readonly path: string; readonly content: string | Uint8Array }
  /** Whoever reads it finds the old content or the new one. `sync`: it survives a power cut too. Makes the folder around it. */
  | { readonly do: 'replace'; readonly path: string; readonly content: string | Uint8Array; readonly sync?: boolean }
  /** `sync`: it survives a power cut when the job is done. */
  | { readonly do: 'append'; readonly path: string; readonly content: string | Uint8Array; readonly sync?: boolean }
  /** What the file holds survives a power cut when the job is done; one that is absent is fine. */
  | { readonly do: 'sync'; readonly path: string }
  /** The link `latest` beside `target` leads there from now on. */
  | { readonly do: 'latest'; readonly target: string }
  /** A symbolic link; nothing of its name may be there. */
  | { readonly do: 'link'; readonly path: string; readonly target: string }
  /** What was made, renamed or linked in it survives a power cut. */
  | { readonly do: 'sync-folder'; readonly path: string }
  /** A file, an empty folder, or a folder with all in it; what is absent is fine. */
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'remove-empty'; readonly path: string }
  | { readonly do: 'remove-tree'; readonly path: string }
  /** `as`: its name in later steps. `keep`: it is open when the job is done, and its descriptor in the answer; others are closed. `plain`: a file of one name, neither link nor pipe. */
  | {
      readonly do: 'open'
      readonly at: string | Within
      readonly flags: number
      readonly mode?: number
      readonly as: string
      readonly keep?: boolean
      readonly plain?: boolean
    }
  | { readonly do: 'own'; readonly as: string; readonly uid: number; readonly gid: number }

/** Descriptors that were kept open, by their names. */
export type Opened = Readonly<Record<string, number>>
