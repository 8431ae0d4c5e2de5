/** overlay: layers are shared, a container's own writes lie apart · copy: each container has all files for itself. */
export type Backend = 'overlay' | 'copy'
