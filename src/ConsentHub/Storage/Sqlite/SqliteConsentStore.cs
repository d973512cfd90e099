using System.Text.Json;
using ConsentHub.Analysis;
using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.Proof;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Storage.Sqlite;

/// <summary>Visitors' choices in SQLite. Each write is one piece of the writer's current transaction.</summary>
internal sealed class SqliteConsentStore(SqliteWriter writer, SqliteReaders readers, LedgerOrigins origins, TimeProvider time) : IConsentStore
{
    private const string FindById = $"SELECT {ConsentRow.SealedColumns} FROM consent WHERE id = $id AND site = $site";

    // All records of the latest decision time: CurrentRecord picks among equals.
    private const string FindLatest =
        $"""
        SELECT {ConsentRow.SealedColumns} FROM consent
        WHERE visitor = $visitor AND site = $site
            AND decided_at = (SELECT max(decided_at) FROM consent WHERE visitor = $visitor AND site = $site)
        """;

    private const string FindAll = $"SELECT {ConsentRow.SealedColumns} FROM consent WHERE visitor = $visitor AND site = $site ORDER BY decided_at DESC, leaf DESC LIMIT $limit";

    public Task<AppendOutcome> AppendAsync(ConsentDraft draft) => writer.RunAsync(session => Append(session, draft));

    public Task CountShownAsync(ShownCount shown) => writer.RunAsync(session =>
    {
        var hour = RollupCells.HourOf(time.GetUtcNow());
        var delta = RollupDelta.OfShown(shown.Outcome);
        session.Count(new(shown.Site, hour, StatsDimension.Notice, RollupCells.Text(shown.Notice)), delta);
        session.Count(new(shown.Site, hour, StatsDimension.Region, shown.Region), delta);
        session.Count(new(shown.Site, hour, StatsDimension.Lang, shown.Lang), delta);
        return true;
    });

    public Task<Erasure> EraseAsync(int site, Visitor visitor, ErasureReason reason) =>
        writer.RunAsync(session => Erase(session, site, visitor, reason));

    public ValueTask<ConsentRecord?> FindCurrentAsync(int site, Visitor visitor, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return ValueTask.FromResult(CurrentRecord.Of(Select(lease.Session.Prepare(FindLatest), site, visitor, ConsentRow.Read)));
    }

    public Task<IReadOnlyList<ConsentRecord>> HistoryAsync(int site, Visitor visitor, int limit, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var command = lease.Session.Prepare(FindAll);
        command.Parameters.AddWithValue("$limit", limit);
        return Task.FromResult<IReadOnlyList<ConsentRecord>>(Select(command, site, visitor, ConsentRow.Read));
    }

    public Task<SealedRecord?> FindSealedAsync(int site, Guid id, CancellationToken ct)
    {
        using var lease = readers.Rent();
        return Task.FromResult(Find(lease.Session.Prepare(FindById), site, id));
    }

    private AppendOutcome Append(SqliteWriteSession session, ConsentDraft draft)
    {
        var content = draft.Content;
        var now = Milliseconds(time.GetUtcNow());
        var sameId = Find(session.Prepare(FindById), draft.Site, content.Id);
        if (AppendRules.ForKnownId(draft, sameId, sameId is null && IsErased(session, draft.Site, content.Id, now)) is { } known)
            return known;

        var decidedAt = AppendRules.DecidedAt(draft, Previous(session, draft), now);
        var latest = Select(session.Prepare(FindLatest), draft.Site, content.Visitor, ConsentRow.ReadSealed);
        var current = CurrentRecord.Of(latest.ConvertAll(s => s.Record));
        if (AppendRules.IsRepeat(draft, current, decidedAt, now))
            return AppendRules.Known(latest.Find(s => s.Record == current)!, draft);

        // The entry does not hold its own position, so its hash is known before it has one.
        var salt = LedgerSalt.New();
        var record = new ConsentRecord(0, now, decidedAt, content, draft.RegionSeen, draft.GpcSeen);
        var hash = SealedConsent.HashOf(session.Entry, salt, record, draft.Shown);
        record = record with { LeafIndex = Seal(session, draft.Site, hash, now) };
        var insert = session.Prepare(ConsentRow.Insert);
        ConsentRow.Bind(insert.Parameters, draft.Site, record, salt);
        insert.ExecuteNonQuery();

        foreach (var (key, counts) in RollupCells.Of(draft.Site, record, draft.Shown.Optional))
            session.Count(key, RollupDelta.OfRecord(counts));

        return new AppendOutcome.Written(record, hash);
    }

    private Erasure Erase(SqliteWriteSession session, int site, Visitor visitor, ErasureReason reason)
    {
        var now = Milliseconds(time.GetUtcNow());
        var find = session.Prepare(FindAll);
        find.Parameters.AddWithValue("$limit", -1);
        var records = Select(find, site, visitor, ConsentRow.Read);
        if (records.Count == 0)
            return new Erasure(now, 0, null);

        // First: an id whose 90 days are over may have been used again and be erased again.
        Execute(session, "DELETE FROM erased_id WHERE until <= $now", ("$now", now.ToUnixTimeMilliseconds()));
        foreach (var record in records)
        {
            Execute(session, "DELETE FROM consent WHERE site = $site AND leaf = $leaf", ("$site", site), ("$leaf", record.LeafIndex));
            Execute(
                session, "INSERT INTO erased_id (site, id, until) VALUES ($site, $id, $until)",
                ("$site", site), ("$id", ConsentRow.Bytes(record.Content.Id)), ("$until", (now + AppendRules.ErasedIdsKept).ToUnixTimeMilliseconds()));
            foreach (var (key, counts) in RollupCells.Of(site, record, NoticeMasks.Optional(session, site, record.Content.Notice)))
                session.Count(key, RollupDelta.OfRemoval(counts));
        }

        return new Erasure(now, records.Count, SealRemoval(session, site, now, reason, [.. records.Select(r => r.LeafIndex).Order()]));
    }

    /// <summary>Writes the entry that says which positions are gone.</summary>
    private Removal SealRemoval(SqliteWriteSession session, int site, DateTimeOffset now, ErasureReason reason, IReadOnlyList<long> leaves)
    {
        var removal = new Removal(0, now, reason, leaves, LedgerSalt.New());
        removal = removal with { LeafIndex = Seal(session, site, removal.HashFor(KeyOf(session, site)), now) };
        Execute(
            session, "INSERT INTO removal (site, leaf, salt, at, reason, leaves) VALUES ($site, $leaf, $salt, $at, $reason, $leaves)",
            ("$site", site), ("$leaf", removal.LeafIndex), ("$salt", LedgerSalt.ToBytes(removal.Salt)), ("$at", now.ToUnixTimeMilliseconds()),
            ("$reason", (int)reason), ("$leaves", JsonSerializer.Serialize(leaves)));
        return removal;
    }

    /// <summary>Adds an entry to a site's log; the first one fixes the log's name for ever.</summary>
    private long Seal(SqliteWriteSession session, int site, in TreeHash hash, DateTimeOffset now)
    {
        var leaf = session.Seal(site, hash, now);
        if (leaf == 0)
            Execute(
                session, "INSERT INTO ledger_origin (site, generation, origin) VALUES ($site, 0, $origin) ON CONFLICT (site, generation) DO NOTHING",
                ("$site", site), ("$origin", origins.NewFor(KeyOf(session, site))));

        return leaf;
    }

    private static string KeyOf(SqliteWriteSession session, int site)
    {
        var command = session.Prepare("SELECT key FROM site WHERE number = $site");
        command.Parameters.AddWithValue("$site", site);
        return (string)command.ExecuteScalar()!;
    }

    private static SealedRecord? Find(SqliteCommand findById, int site, Guid id)
    {
        findById.Parameters.AddWithValue("$id", ConsentRow.Bytes(id));
        findById.Parameters.AddWithValue("$site", site);
        using var row = findById.ExecuteReader();
        return row.Read() ? ConsentRow.ReadSealed(row) : null;
    }

    private static ConsentRecord? Previous(SqliteWriteSession session, ConsentDraft draft)
    {
        if (draft.Content.Previous is not { } id)
            return null;

        var found = Find(session.Prepare(FindById), draft.Site, id)?.Record;
        return found?.Content.Visitor == draft.Content.Visitor ? found : null;
    }

    private static bool IsErased(SqliteWriteSession session, int site, Guid id, DateTimeOffset now)
    {
        var command = session.Prepare("SELECT 1 FROM erased_id WHERE site = $site AND id = $id AND until > $now");
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$id", ConsentRow.Bytes(id));
        command.Parameters.AddWithValue("$now", now.ToUnixTimeMilliseconds());
        return command.ExecuteScalar() is not null;
    }

    private static List<T> Select<T>(SqliteCommand command, int site, Visitor visitor, Func<SqliteDataReader, T> read)
    {
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$visitor", visitor.ToByteArray());
        var records = new List<T>();
        using var row = command.ExecuteReader();
        while (row.Read())
            records.Add(read(row));

        return records;
    }

    private static void Execute(SqliteWriteSession session, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = session.Prepare(sql);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);

        command.ExecuteNonQuery();
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset now) => DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
}
