using System.Text.Json;
using ConsentHub.Analysis;
using ConsentHub.Consents;
using Microsoft.Data.Sqlite;

namespace ConsentHub.Storage.Sqlite;

/// <summary>Visitors' choices in SQLite. Each write is one piece of the writer's current transaction.</summary>
internal sealed class SqliteConsentStore(SqliteWriter writer, SqliteReaders readers, TimeProvider time) : IConsentStore
{
    private const string FindById = $"SELECT {ConsentRow.Columns} FROM consent WHERE id = $id AND site = $site";

    // All records of the latest decision time: CurrentRecord picks among equals.
    private const string FindLatest =
        $"""
        SELECT {ConsentRow.Columns} FROM consent
        WHERE visitor = $visitor AND site = $site
            AND decided_at = (SELECT max(decided_at) FROM consent WHERE visitor = $visitor AND site = $site)
        """;

    private const string FindAll = $"SELECT {ConsentRow.Columns} FROM consent WHERE visitor = $visitor AND site = $site ORDER BY decided_at DESC, leaf DESC LIMIT $limit";

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
        return ValueTask.FromResult(CurrentRecord.Of(Select(lease.Session.Prepare(FindLatest), site, visitor)));
    }

    public Task<IReadOnlyList<ConsentRecord>> HistoryAsync(int site, Visitor visitor, int limit, CancellationToken ct)
    {
        using var lease = readers.Rent();
        var command = lease.Session.Prepare(FindAll);
        command.Parameters.AddWithValue("$limit", limit);
        return Task.FromResult<IReadOnlyList<ConsentRecord>>(Select(command, site, visitor));
    }

    private AppendOutcome Append(SqliteWriteSession session, ConsentDraft draft)
    {
        var content = draft.Content;
        var now = Milliseconds(time.GetUtcNow());
        var sameId = Find(session, draft.Site, content.Id);
        if (AppendRules.ForKnownId(draft, sameId, sameId is null && IsErased(session, draft.Site, content.Id, now)) is { } known)
            return known;

        var decidedAt = AppendRules.DecidedAt(draft, Previous(session, draft), now);
        var current = CurrentRecord.Of(Select(session.Prepare(FindLatest), draft.Site, content.Visitor));
        if (AppendRules.IsRepeat(draft, current, decidedAt, now))
            return new AppendOutcome.Known(current!);

        var record = new ConsentRecord(SqliteLedgerHead.Take(session, draft.Site, now), now, decidedAt, content, draft.RegionSeen, draft.GpcSeen);
        var insert = session.Prepare(ConsentRow.Insert);
        ConsentRow.Bind(insert.Parameters, draft.Site, record);
        insert.ExecuteNonQuery();

        foreach (var (key, counts) in RollupCells.Of(draft.Site, record, NoticeMasks.Optional(session, draft.Site, content.Notice)))
            session.Count(key, RollupDelta.OfRecord(counts));

        return new AppendOutcome.Written(record);
    }

    private Erasure Erase(SqliteWriteSession session, int site, Visitor visitor, ErasureReason reason)
    {
        var now = Milliseconds(time.GetUtcNow());
        var find = session.Prepare(FindAll);
        find.Parameters.AddWithValue("$limit", -1);
        var records = Select(find, site, visitor);
        if (records.Count == 0)
            return new Erasure(now, 0, null);

        var leaf = SqliteLedgerHead.Take(session, site, now);
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

        Execute(
            session, "INSERT INTO removal (site, leaf, at, reason, leaves) VALUES ($site, $leaf, $at, $reason, $leaves)",
            ("$site", site), ("$leaf", leaf), ("$at", now.ToUnixTimeMilliseconds()), ("$reason", (int)reason),
            ("$leaves", JsonSerializer.Serialize(records.Select(r => r.LeafIndex).Order())));
        return new Erasure(now, records.Count, leaf);
    }

    private static ConsentRecord? Find(SqliteWriteSession session, int site, Guid id)
    {
        var command = session.Prepare(FindById);
        command.Parameters.AddWithValue("$id", ConsentRow.Bytes(id));
        command.Parameters.AddWithValue("$site", site);
        using var row = command.ExecuteReader();
        return row.Read() ? ConsentRow.Read(row) : null;
    }

    private static ConsentRecord? Previous(SqliteWriteSession session, ConsentDraft draft)
    {
        if (draft.Content.Previous is not { } id)
            return null;

        var found = Find(session, draft.Site, id);
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

    private static List<ConsentRecord> Select(SqliteCommand command, int site, Visitor visitor)
    {
        command.Parameters.AddWithValue("$site", site);
        command.Parameters.AddWithValue("$visitor", visitor.ToByteArray());
        var records = new List<ConsentRecord>();
        using var row = command.ExecuteReader();
        while (row.Read())
            records.Add(ConsentRow.Read(row));

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
