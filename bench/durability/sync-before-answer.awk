# Reads a trace of one server that took one choice after another. Each 201 must come after a write to the write-ahead log
# and after a sync of it that reached the disk and returned. A call that strace shows in two halves begins with
# "<unfinished ...>" and returns with "resumed"; what counts is the return of a sync and the beginning of an answer.

/fd(ata)?sync\(/ || /fsync\(/ || /fdatasync\(/ {
    if ($0 !~ /consenthub\.db-wal>/) next
    if (/unfinished/) { syncing[$1] = 1; next }
    if (/= 0$/) synced()
    next
}

/<\.\.\. (fdatasync|fsync) resumed>/ {
    if (($1 in syncing) && /= 0$/) synced()
    delete syncing[$1]
    next
}

/pwrite64\(|pwritev\(/ && /consenthub\.db-wal>/ { dirty = 1; written++; next }

/HTTP\/1\.1 201/ {
    answers++
    if (!dirty && syncs > last) good++
    else bad++
    last = syncs
    next
}

function synced() { syncs++; dirty = 0 }

END {
    printf "%d answers 201, %d writes to the log, %d syncs of it; %d answers after the sync, %d before or without\n", answers, written, syncs, good, bad
    exit !(answers == expected && good == expected)
}
