# SPDX-License-Identifier: MIT
#
# For the tests of delivery: a folder, a signed application, a portal in a box, a relay. Sourced with
#   CLACHAN (the program), PORTAL_TOOL, SOURCE (the source tree), BOX (the dialect) set.
set -eu

D=$(mktemp -d "${TMPDIR:-/tmp}/clachan-portal-XXXXXX")
processes=
stop_all() {
    for process in $processes; do kill "$process" 2>/dev/null || true; done
    wait
    rm -rf "$D"
}
trap stop_all EXIT
trap 'exit 1' INT TERM

CLACHAN_DB=$D/clachan.db
export CLACHAN_DB
box_script=$SOURCE/scripts/portals/box/$BOX.lua

# Which request submits, as METHOD:PART-OF-PATH for a relay and as the box counts it; which ones read.
case $BOX in
commongrants)
    submission=PUT:/submit
    submission_count='"PUT common-grants applications {id} submit"'
    readings="/competitions/ /forms/ /applications/"
    ;;
simpler-grants)
    submission=POST:/submit
    submission_count='"POST alpha applications {id} submit"'
    readings="/competitions/ /applications/"
    ;;
gas)
    submission=POST:/applications
    submission_count='"POST grants school-partnerships applications"'
    readings=/status
    ;;
*)
    echo "no box $BOX" >&2
    exit 2
    ;;
esac

clachan() { "$CLACHAN" --today 2021-04-20 "$@"; }
fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}
# expect STATUS COMMAND…: the exit status is part of what is tested.
expect() {
    want=$1
    shift
    got=0
    "$@" >"$D/out" 2>"$D/err" || got=$?
    [ "$got" = "$want" ] || {
        cat "$D/out" "$D/err" >&2
        fail "exit status $got, expected $want: $*"
    }
}
# has TEXT FILE
has() { grep -qF -- "$1" "$2" || { cat "$2" >&2; fail "'$1' is not in $2"; }; }

# not_written SECRET: in no file that a run made, plain, in percent form or in base64.
not_written() {
    [ "$("$PORTAL_TOOL" shapes "$1" | grep -c .)" = 5 ] || fail "nothing was looked for"
    "$PORTAL_TOOL" shapes "$1" | while read -r shape; do
        if grep -rlF -- "$shape" "$D"; then fail "written: $shape"; fi
    done || exit 1
}
# wait_for FILE: at most ten seconds.
wait_for() {
    tries=0
    while [ ! -s "$1" ]; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || fail "$1 did not appear"
        sleep 0.05
    done
}

# make_application [NUMBER]: APP-NUMBER, signed, of a cluster of its own; the first makes the database.
make_application() {
    n=${1:-1}
    first=$((4 * n - 3))
    suffix=
    [ "$n" = 1 ] && clachan init || suffix=" $n"
    for name in "Clyde Primary" "Tay Primary"; do
        clachan school add --name "$name$suffix" --country GB --nation Scotland --phase primary --funding state \
            --pupils 200
    done
    for name in "Zomba Primary" "Lilongwe Primary"; do
        clachan school add --name "$name$suffix" --country MW --phase primary --funding state --pupils 300
    done
    clachan cluster create --name "Clyde and Zomba$suffix" --structure hub-and-spoke
    clachan cluster add "CLU-$n" SCH-$first --role lead
    for i in 1 2 3; do clachan cluster add "CLU-$n" SCH-$((first + i)) --role partner; done
    clachan cluster pair "CLU-$n" SCH-$first SCH-$((first + 2))
    clachan cluster pair "CLU-$n" SCH-$((first + 1)) SCH-$((first + 3))
    for i in 0 1 2 3; do clachan self-evaluation add SCH-$((first + i)); done
    clachan cluster coordinator "CLU-$n" SCH-$first --name "A. Teacher"
    clachan application start "CLU-$n" --programme connecting-classrooms-scotland@2021 \
        --option reciprocal-visits --funding-model visits
    for i in 0 1 2 3; do clachan application request "APP-$n" visit --school SCH-$((first + i)); done
    clachan application check "APP-$n"
    clachan application request-signoff "APP-$n"
    clachan application sign "APP-$n" --as "B. Head"
} >"$D/made"

start_box() {
    rm -f "$D/ready"
    "$CLACHAN" portal serve --script "$box_script" --state "$D/box.json" --ready-file "$D/ready" >"$D/box.out" 2>&1 &
    box=$!
    processes="$processes $box"
    wait_for "$D/ready"
    box_port=$(sed 's/.*://' "$D/ready")
}
# write_portals PORT [honoured] [lost_start]: settings for the box, or for a relay before it.
write_portals() {
    "$PORTAL_TOOL" get "$box_port" /_box/portals.lua |
        sed "s/:$box_port\"/:$1\"/; s/settle = \"1s\"/settle = \"0s\"/; s/honoured = \"yes\"/honoured = \"${2:-yes}\"/
             s/lost_start = \"repeat\"/lost_start = \"${3:-repeat}\"/" >"$D/portals.lua"
}
# start_relay FAULT…: a relay in front of the box. FAULT is METHOD:PART-OF-PATH:NTH:CALL, where NTH 0 is each time
# and CALL is a fault of a scenario, such as drop_after().
start_relay() {
    {
        echo 'faults = {'
        for fault in "$@"; do
            method=${fault%%:*} rest=${fault#*:}
            part=${rest%%:*} rest=${rest#*:}
            nth=${rest%%:*}
            [ "$nth" != 0 ] || nth=nil
            echo "  at { method = \"$method\", path = \"**$part**\", nth = $nth }:${rest#*:},"
        done
        echo '}'
    } >"$D/scenario.lua"
    relay_scenario "$D/scenario.lua"
}
# relay_scenario FILE [OPTION…]: the same, as a scenario says.
relay_scenario() {
    scenario=$1
    shift
    rm -f "$D/relay"
    "$CLACHAN" portal serve --forward "http://127.0.0.1:$box_port" --faults "$scenario" --ready-file "$D/relay" "$@" \
        >"$D/relay.out" 2>&1 &
    relay=$!
    processes="$processes $relay"
    wait_for "$D/relay"
    relay_port=$(sed 's/.*://' "$D/relay")
}
stop_relay() {
    kill -INT "$relay"
    wait "$relay" || { cat "$D/relay.out" >&2; fail "the relay did not stop cleanly"; }
}

# The box has each application once, submitted once, whatever came before.
applications=APP-1
check_once() {
    # shellcheck disable=SC2086 # a list
    set -- "$1" $applications
    what=$1
    shift
    "$PORTAL_TOOL" get "$box_port" /_box/state >"$D/state"
    [ "$(grep -o '"submits":1' "$D/state" | wc -l)" = $# ] || { cat "$D/state" >&2; fail "not submitted once: $what"; }
    [ "$(grep -o '"submitted":"' "$D/state" | wc -l)" = $# ] || fail "not $# submitted applications: $what"
    # The box refuses a second submission, or answers it from its key; that none was even tried shows here.
    "$PORTAL_TOOL" get "$box_port" /_box/counts >"$D/counts"
    has "$submission_count:$#" "$D/counts"
    clachan application list --state submitted --json >"$D/list"
    for name; do has "\"$name\"" "$D/list"; done
    clachan verify >"$D/verify" || { cat "$D/verify" >&2; fail "verify: $what"; }
}
drafts() { grep -o '"submits":0' "$D/state" | wc -l; }
