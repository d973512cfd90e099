# Reads a trace of one server that got one choice after another. Between two responses there must be a write to the write-ahead
# log, and a sync of it that began after that write and returned before the response. What is written once the sync has begun
# belongs to later work, such as counting. A call that strace shows in two halves begins with "<unfinished ...>" and returns with
# "resumed".

/fsync\(|fdatasync\(/ {
    if ($0 !~ /consenthub\.db-wal>/) next
    if (/unfinished/) { syncing[$1] = 1; covers[$1] = written; next }
    if (/= 0$/) synced(written)
    next
}

/<\.\.\. (fdatasync|fsync) resumed>/ {
    if (($1 in syncing) && /= 0$/) synced(covers[$1])
    delete syncing[$1]
    next
}

/pwrite64\(|pwritev\(/ && /consenthub\.db-wal>/ { written = 1; writes++; next }

/HTTP\/1\.1 201/ {
    answers++
    if (durable) good++
    else bad++
    written = durable = 0
    next
}

function synced(after_write) { syncs++; if (after_write) durable = 1 }

END {
    printf "%d answers 201, %d writes to the log, %d syncs of it; %d answers after the sync, %d before or without\n", answers, writes, syncs, good, bad
    exit !(answers == expected && good == expected)
}
