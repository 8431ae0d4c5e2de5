/**
 * What a call to the agent may be, so that reading it stops the event loop for some ms and no more. Mesos has no such limits. The largest that means
 * something is a launch: of arguments and environment the kernel takes 2 MiB, or 6 with a large stack (command-size.ts), which JSON and base64 make longer.
 */
export const mostBodyBytes = 8 * 1024 ** 2

/** In one call or record, of whatever kind: a million of the smallest would fit into a body, and take a second. */
export const mostValues = 50_000

/** What one piece of input may be: a program's reader takes it whole. */
export const mostRecordBytes = 4 * 1024 ** 2
