using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Sqlite.Writing;
using SQLitePCL;

namespace ConsentHub.Sqlite.Duties;

/// <summary>Stores the events of a request with their duties in the writer's transaction.</summary>
internal static class SqliteEvents
{
    private const string Hash = "SELECT hash FROM subject_event WHERE site = $site AND id = $id";

    private const string Insert = "INSERT INTO subject_event (site, id, hash, received_at) VALUES ($site, $id, $hash, $now)";

    public static EventsOutcome Add(SqliteWriteSession session, int site, string key, IReadOnlyList<EventWithDuties> events, Actor by, AuditSealer sealer, DateTimeOffset now)
    {
        // The transaction has other callers' work too. So every event is checked before the first one is written.
        var added = new Dictionary<string, (byte[] Hash, IReadOnlyList<Duty> Duties)>(StringComparer.Ordinal);
        foreach (var (index, (happened, duties)) in events.Index())
        {
            var hash = happened.Hash();
            var known = added.TryGetValue(happened.Id, out var earlier) ? earlier.Hash : Find(session, site, happened.Id);
            if (known is null)
                added.Add(happened.Id, (hash, duties));
            else if (!hash.AsSpan().SequenceEqual(known))
                return new EventsOutcome.Conflict(index);
        }

        var changed = 0;
        foreach (var (id, (hash, duties)) in added)
            changed += Write(session, site, id, hash, duties, now);

        var stored = new EventsOutcome.Stored(added.Count, events.Count - added.Count, changed);
        SqliteAuditStore.Append(session, new AuditDraft(by, AuditActions.EventsAdd, key, DutyAuditText.Added(stored)), sealer, now);
        return stored;
    }

    /// <summary>Adds an event that the hub saw itself, unless it is known. No audit entry: nobody reported it.</summary>
    public static void AddOwn(SqliteWriteSession session, int site, EventWithDuties own, DateTimeOffset now)
    {
        if (Find(session, site, own.Event.Id) is null)
            Write(session, site, own.Event.Id, own.Event.Hash(), own.Duties, now);
    }

    /// <returns>The number of duties that were added or put off.</returns>
    private static int Write(SqliteWriteSession session, int site, string id, byte[] hash, IReadOnlyList<Duty> duties, DateTimeOffset now)
    {
        session.Statement(Insert).Bind(1, site).Bind(2, id).Bind(3, hash).Bind(4, now.ToUnixTimeMilliseconds()).Run();
        return duties.Count(duty => SqliteDutyRow.Add(session, site, duty));
    }

    private static byte[]? Find(SqliteWriteSession session, int site, string id) =>
        session.Statement(Hash).Bind(1, site).Bind(2, id).ReadOne(row => raw.sqlite3_column_blob(row, 0).ToArray());
}
