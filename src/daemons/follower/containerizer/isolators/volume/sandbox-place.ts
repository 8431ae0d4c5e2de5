import type { Container } from '../../container.ts'

/**
 * A place in a container's sandbox, named from the outermost sandbox around it: that one lies in a folder of ours, where nobody else can
 * put a link; what is below belongs to its user.
 */
export const sandboxPlace = (
  { directory, parent }: Container,
  path: string,
): { readonly root: string; readonly path: string } => {
  if (parent === undefined) return { root: directory, path }
  const outermost = sandboxPlace(parent, '').root
  return directory.startsWith(`${outermost}/`)
    ? { root: outermost, path: `${directory.slice(outermost.length + 1)}/${path}` }
    : { root: directory, path }
}
