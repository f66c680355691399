# Sourced by the scripts: what they need of the machine, installed where it is missing.

# Says why the script cannot go on, and ends it.
stop() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Ends the script when there is no Swift to build with.
need_swift() {
    command -v swift >/dev/null || stop "Swift 6.2 or later is needed; see https://www.swift.org/install."
}

# Installs those of the named Debian packages that are missing; as root, or with sudo.
need_packages() {
    command -v dpkg-query >/dev/null ||
        { echo "This is not Debian, so nothing is installed; needed are the equals of: $*." >&2; return 0; }
    local name missing=() root=() log
    for name in "$@"; do
        [[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null)" == ii* ]] || missing+=("$name")
    done
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        command -v sudo >/dev/null ||
            stop "Missing: ${missing[*]}. Install them as root: apt-get install ${missing[*]}"
        root=(sudo)
    fi
    echo "Installing from Debian: ${missing[*]}." >&2
    log=$(mktemp)
    # Where there is no network, that is to be said soon.
    local patience=(-o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20 -o Acquire::Retries=2)
    if ! { "${root[@]}" apt-get update "${patience[@]}" &&
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install "${patience[@]}" -y --no-install-recommends \
            "${missing[@]}"; } \
        </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        stop "Debian's packages could not be installed; what apt-get said stands above."
    fi
    rm -f "$log"
}

# What the program is built from, besides Swift.
need_libraries() {
    need_packages libssl-dev libsqlite3-dev
}

# The flag without which a target could import a sibling that it never declared.
declared_imports_only=(--explicit-target-dependency-import-check error)

# Builds the program as it is shipped: optimised, with Swift's libraries in it. (The other linker warns of a function
# deep in Foundation, which nobody here can change.)
build_release() {
    local begun=$SECONDS
    echo "Building the release. The first time this takes several minutes; later only what changed is built." >&2
    swift build -c release --product switchboard --static-swift-stdlib -Xswiftc -use-ld=lld \
        "${declared_imports_only[@]}" "$@" </dev/null >&2
    echo "Built in $((SECONDS - begun)) seconds." >&2
}

# Where the shipped program lies after build_release.
release_program() {
    echo "$(swift build -c release --static-swift-stdlib --show-bin-path)/switchboard"
}

# Waits until a program of ours has printed its line of JSON: FILE PROCESS LOG; ends the script when the program ends first.
await_ready() {
    until [[ -s "$1" ]]; do
        kill -0 "$2" 2>/dev/null || stop "The program did not start: $(<"$3")"
        sleep 0.1
    done
}

# A member of the line of JSON that a program printed when it was ready: FILE NAME.
ready_field() { python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$1" "$2"; }
