using ConsentHub.Audit;
using ConsentHub.Consents;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.Postgres.Database;
using ConsentHub.SiteLedger;
using Npgsql;

namespace ConsentHub.Postgres.Writing;

/// <summary>Erases a slice of a visitor's records in one transaction. Deletes the rows with their salts. The hashes of the entries remain; without the salts they reveal nothing.</summary>
/// <param name="sealer">Seals the audit entry of each slice.</param>
internal sealed class PostgresErasure(NpgsqlConnection connection, LedgerOrigins origins, HubKeys keys, ErasureJournal journal, AuditSealer sealer)
{
    /// <summary>The most ids deleted in one transaction.</summary>
    private const int IdsAtOnce = 1000;

    private readonly PostgresRecordRemoval removals = new(connection, origins);

    /// <summary>Deletes expired ids of erased records, at most a thousand. Skips ids that another instance is deleting.</summary>
    public static async Task<int> DeleteExpiredIdsAsync(NpgsqlConnection connection, long now)
    {
        await using var command = connection.Command(
            """
            DELETE FROM erased_id e USING (SELECT site, id FROM erased_id WHERE until <= $1 ORDER BY until LIMIT $2 FOR UPDATE SKIP LOCKED) AS d
            WHERE e.site = d.site AND e.id = d.id
            """,
            Parameters.Of(now), Parameters.Of(IdsAtOnce));
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Begins an erasure: records it in the database and the journal, and erases the first slice.</summary>
    public async Task<ErasureSlice> BeginAsync(int site, Visitor visitor, ErasureReason reason, DateTimeOffset now)
    {
        var head = await HeadLock.TakeAsync(connection, site);
        var (records, more) = await FindAsync(site, visitor, below: long.MaxValue);
        var removed = await RemoveAsync(head, records, reason, now, erasedAt: now);
        await SetPendingAsync(site, visitor, more ? (removed!.Removal.LeafIndex, reason) : null, now);
        var noted = removed is null
            ? null : new JournaledErasure(await NextNumberAsync(), now, head.Key, removed.Removal.LeafIndex, keys.HashForJournal(head.Key, visitor.ToByteArray()));
        await NoteAsync(head, removed, noted, now);
        if (noted is not null)
            journal.Append(noted);

        return new ErasureSlice(now, removed?.Removal, more);
    }

    /// <summary>Erases the next slice of an erasure that was begun.</summary>
    public async Task<ErasureSlice> ContinueAsync(int site, Visitor visitor, DateTimeOffset now)
    {
        var head = await HeadLock.TakeAsync(connection, site);
        if (await PendingAsync(site, visitor) is not { } pending)
            return new ErasureSlice(now, null, More: false);
        if (!await WasBegunAsync(head, visitor, pending.Below))
        {
            await SetPendingAsync(site, visitor, null, now);
            return new ErasureSlice(now, null, More: false);
        }

        var (records, more) = await FindAsync(site, visitor, pending.Below);
        var removed = await RemoveAsync(head, records, pending.Reason, now, erasedAt: now);
        await SetPendingAsync(site, visitor, more ? pending : null, now);
        await NoteAsync(head, removed, null, now);
        return new ErasureSlice(now, removed?.Removal, more);
    }

    /// <summary>Repeats one slice of a journaled erasure. The slice erases only records that precede the original erasure in the log. The last slice records the erasure.</summary>
    public async Task<ErasureSlice> AgainAsync(int site, Visitor? visitor, JournaledErasure journaled, DateTimeOffset now)
    {
        var head = await HeadLock.TakeAsync(connection, site);
        var (records, more) = visitor is { } found ? await FindAsync(site, found, journaled.Leaf) : ([], false);
        var removed = await RemoveAsync(head, records, ErasureReason.VisitorRequest, now, journaled.At);
        var noted = more ? null : journaled with { Number = await NextNumberAsync() };
        await NoteAsync(head, removed, noted, now);
        if (noted is not null && !journal.Read().Erasures.Any(e => e.Is(journaled)))
            journal.Append(noted);

        return new ErasureSlice(now, removed?.Removal, more);
    }

    /// <param name="erasedAt">When the visitor was first erased. The statement issued at that time names the date until which the ids are kept.</param>
    private async Task<RemovedRecords?> RemoveAsync(SiteHead head, IReadOnlyList<ConsentRecord> records, ErasureReason reason, DateTimeOffset now, DateTimeOffset erasedAt)
    {
        if (records.Count == 0)
            return null;

        var removal = await removals.RunAsync(head, records, reason, now);
        var until = erasedAt + AppendRules.ErasedIdsKept;
        await KeepIdsAsync(head.Number, records, removal.LeafIndex, until);
        return new RemovedRecords(removal, ErasedIdsSeal.Of(removal, records.Select(r => r.Content.Id), until));
    }

    /// <summary>Stores whether any of the visitor's records remain to be erased.</summary>
    private async Task SetPendingAsync(int site, Visitor visitor, (long Below, ErasureReason Reason)? pending, DateTimeOffset now)
    {
        await using var command = pending is { } left
            ? connection.Command(
                """
                INSERT INTO erasing (site, visitor, below, reason, at) VALUES ($1, $2, $3, $4, $5)
                ON CONFLICT (site, visitor) DO UPDATE SET below = excluded.below, reason = excluded.reason, at = excluded.at
                """,
                Parameters.Of(site), Parameters.Of(PostgresRow.Of(visitor)), Parameters.Of(left.Below), Parameters.Of((int)left.Reason), Parameters.Of(now.ToUnixTimeMilliseconds()))
            : connection.Command("DELETE FROM erasing WHERE site = $1 AND visitor = $2", Parameters.Of(site), Parameters.Of(PostgresRow.Of(visitor)));
        await command.ExecuteNonQueryAsync();
    }

    private async Task<(long Below, ErasureReason Reason)?> PendingAsync(int site, Visitor visitor)
    {
        await using var command = connection.Command(
            "SELECT below, reason FROM erasing WHERE site = $1 AND visitor = $2", Parameters.Of(site), Parameters.Of(PostgresRow.Of(visitor)));
        await using var row = await command.ExecuteReaderAsync();
        return await row.ReadAsync() ? (row.GetInt64(0), (ErasureReason)row.GetInt32(1)) : null;
    }

    /// <summary>Whether the hub began this erasure. Somebody with write access to the database alone can't compute the visitor's keyed hash, so a forged row erases nobody.</summary>
    private async Task<bool> WasBegunAsync(SiteHead head, Visitor visitor, long leaf)
    {
        await using var command = connection.Command(
            "SELECT EXISTS (SELECT 1 FROM erasure WHERE site = $1 AND leaf = $2 AND visitor = $3)",
            Parameters.Of(head.Number), Parameters.Of(leaf), Parameters.Of(keys.HashForJournal(head.Key, visitor.ToByteArray())));
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The next slice of a visitor's records below a position, in log order, and whether more remain.</summary>
    private async Task<(IReadOnlyList<ConsentRecord> Records, bool More)> FindAsync(int site, Visitor visitor, long below)
    {
        await using var command = connection.Command(
            $"""
            SELECT {PostgresRow.Columns} FROM consent c WHERE visitor = $1 AND {PostgresRow.SiteBesideVisitor} = $2 AND leaf < $3
            ORDER BY decided_at LIMIT {ErasureSlices.AtOnce + 1}
            """,
            Parameters.Of(PostgresRow.Of(visitor)), Parameters.Of(site), Parameters.Of(below));
        var records = new List<ConsentRecord>();
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            records.Add(PostgresRow.Read(row));

        return ([.. records.Take(ErasureSlices.AtOnce).OrderBy(r => r.LeafIndex)], records.Count > ErasureSlices.AtOnce);
    }

    private async Task KeepIdsAsync(int site, IReadOnlyList<ConsentRecord> records, long removal, DateTimeOffset until)
    {
        await using var command = connection.Command(
            // After its 90 days, an id may be reused and erased again before its expired row is deleted.
            """
            INSERT INTO erased_id (site, id, until, leaf) SELECT $1, id, $3, $4 FROM unnest($2) AS u (id)
            ON CONFLICT (site, id) DO UPDATE SET until = excluded.until, leaf = excluded.leaf
            """,
            Parameters.Of(site), Parameters.Of((Guid[])[.. records.Select(r => r.Content.Id)]), Parameters.Of(until.ToUnixTimeMilliseconds()), Parameters.Of(removal));
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> NextNumberAsync()
    {
        await using var command = connection.Command(
            $"SELECT pg_advisory_xact_lock({AdvisoryLocks.Erasures}); SELECT coalesce(max(number), 0) + 1 FROM erasure");
        await using var row = await command.ExecuteReaderAsync();
        await row.NextResultAsync();
        await row.ReadAsync();
        return row.GetInt64(0);
    }

    /// <summary>Stores the erasure and seals this slice's audit entry. The caller then writes this instance's journal, which is synced before this transaction commits.</summary>
    private async Task NoteAsync(SiteHead head, RemovedRecords? removed, JournaledErasure? erasure, DateTimeOffset now)
    {
        if (erasure is not null)
        {
            await using var command = connection.Command(
                "INSERT INTO erasure (number, site, at, leaf, visitor) VALUES ($1, $2, $3, $4, $5)",
                Parameters.Of(erasure.Number), Parameters.Of(head.Number), Parameters.Of(erasure.At.ToUnixTimeMilliseconds()),
                Parameters.Of(erasure.Leaf), Parameters.Of(erasure.Visitor));
            await command.ExecuteNonQueryAsync();
        }

        var seal = new ErasureSeal(removed?.Ids, erasure is null ? null : NotedErasureSeal.Of(erasure));
        // Locks the audit trail after the site, in the same order as a publication.
        if (seal.ToDraft(head.Key) is { } entry)
            await PostgresAuditStore.AppendAsync(connection, entry, sealer, now);
    }
}
