# SPDX-License-Identifier: MIT
#
# Debian packages, for contrib/test, contrib/demo and .ci/run, which source this file. POSIX sh.

# What a build needs, and what a developer needs besides.
packages_build='build-essential cmake ninja-build pkg-config liblua5.4-dev libsqlite3-dev
    libcurl4-openssl-dev libedit-dev libjansson-dev libcsv-dev libsodium-dev libmicrohttpd-dev
    libxlsxwriter-dev'
packages_test='libcmocka-dev iso-codes clang libclang-rt-dev llvm curl openssl'
packages_lint='clang-format lua-check'

# Prints those of its arguments that are not installed.
packages_missing()
{
    for package in "$@"; do
        case $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) in
        *' installed') ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

# As root: the command itself, or through sudo.
packages_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null 2>&1; then
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    else
        echo "installing packages needs root: run this as root, or install sudo" >&2
        return 1
    fi
}

packages_try()
{
    packages_root apt-get -q -o DPkg::Lock::Timeout=120 update &&
        packages_root apt-get -q -y -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 \
            install --no-install-recommends "$@"
}

# Installs those of its arguments that are missing; three attempts, since mirrors have bad moments.
packages_install()
{
    missing=$(packages_missing "$@")
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "these Debian packages, or what this system calls them, are needed: $missing" >&2
        return 1
    fi
    echo "Installing: $missing"
    for attempt in 1 2 3; do
        # shellcheck disable=SC2086 # a list of words
        packages_try $missing && return 0
        echo "attempt $attempt of 3 failed" >&2
        [ "$attempt" -eq 3 ] || sleep $((attempt * 5))
    done
    echo "could not install: $missing" >&2
    return 1
}
