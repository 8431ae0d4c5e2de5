#!/bin/sh
# Installs packages into a layer on top of an image. Run in a mount namespace of its own. From the environment:
#   LAYER   python or zookeeper-cached
#   LOWER   the image's folder below
#   TARGET  the folder to make: upper/ in it becomes the layer
#   PROXY   URL of the proxy for packages
set -eu
mount --make-rprivate /
mkdir -p "$TARGET/upper" "$TARGET/work" "$TARGET/root"
root=$TARGET/root
mount -t overlay overlay -o "lowerdir=$LOWER,upperdir=$TARGET/upper,workdir=$TARGET/work" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount --bind /dev "$root/dev"

printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }
apt() { inside apt-get -o "Acquire::http::Proxy=$PROXY" -o APT::Keep-Downloaded-Packages=false "$@"; }

apt update
case $LAYER in
  python)
    apt install --yes --no-install-recommends python3
    apt clean
    ;;
  zookeeper-cached)
    # Everything that zookeeper pulls in is installed; zookeeper itself only lies ready, so that installing it is real and quick.
    needed=$(apt --simulate install zookeeper | awk '/^Inst/ { print $2 }' | grep -v '^zookeeper')
    apt install --yes --no-install-recommends $needed
    inside apt-mark auto $needed
    apt clean
    apt install --yes --download-only zookeeper
    ;;
esac
rm "$root/usr/sbin/policy-rc.d"
