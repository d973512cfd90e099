using ConsentHub.Audit;
using ConsentHub.Duties;
using ConsentHub.Postgres.Database;
using ConsentHub.Postgres.Writing;
using Npgsql;

namespace ConsentHub.Postgres.Duties;

/// <summary>One transaction that stores the events of a request with their duties.</summary>
internal sealed class PostgresEvents(NpgsqlConnection connection, int site, DateTimeOffset now)
{
    private const string Find = "SELECT id, hash FROM subject_event WHERE site = $1 AND id = ANY($2)";

    private const string Insert = "INSERT INTO subject_event (site, id, hash, received_at) SELECT $1, id, hash, $4 FROM unnest($2, $3) AS u (id, hash)";

    public async Task<EventsOutcome> AddAsync(string key, IReadOnlyList<EventWithDuties> events, Actor by, AuditSealer sealer)
    {
        var known = await LockAndFindAsync(events);
        var added = new List<(EventWithDuties Event, byte[] Hash)>();
        foreach (var (index, next) in events.Index())
        {
            var hash = next.Event.Hash();
            if (known.TryAdd(next.Event.Id, hash))
                added.Add((next, hash));
            else if (!hash.AsSpan().SequenceEqual(known[next.Event.Id]))
                return new EventsOutcome.Conflict(index);
        }

        var stored = new EventsOutcome.Stored(added.Count, events.Count - added.Count, added.Count == 0 ? 0 : await InsertAsync(added));
        await PostgresAuditStore.AppendAsync(connection, new AuditDraft(by, AuditActions.EventsAdd, key, DutyAuditText.Added(stored)), sealer, now);
        return stored;
    }

    /// <summary>Adds an event that the hub saw itself, unless it is known. No audit entry: nobody reported it.</summary>
    public async Task AddOwnAsync(EventWithDuties own)
    {
        if ((await LockAndFindAsync([own])).Count == 0)
            await InsertAsync([(own, own.Event.Hash())]);
    }

    /// <summary>Waits for other instances that add events of this site, and then reads which events are known.</summary>
    private async Task<Dictionary<string, byte[]>> LockAndFindAsync(IReadOnlyList<EventWithDuties> events)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(AdvisoryLocks.Take, Parameters.Of(AdvisoryLocks.DutiesOf(site)));
        batch.Add(Find, Parameters.Of(site), Parameters.Of((string?[])[.. events.Select(e => e.Event.Id)]));
        await using var row = await batch.ExecuteReaderAsync();
        await row.NextResultAsync();
        var known = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await row.ReadAsync())
            known.Add(row.GetString(0), row.GetFieldValue<byte[]>(1));

        return known;
    }

    /// <returns>The number of duties that were added or put off.</returns>
    private async Task<int> InsertAsync(IReadOnlyList<(EventWithDuties Event, byte[] Hash)> added)
    {
        // Of several activities of one subject, the latest gives the duty.
        var duties = added.SelectMany(a => a.Event.Duties).GroupBy(d => (d.Class, d.After, d.Subject, d.Occasion)).Select(same => (site, same.MaxBy(d => d.Begins)!)).ToList();
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            Insert, Parameters.Of(site), Parameters.Of((string?[])[.. added.Select(a => a.Event.Event.Id)]),
            Parameters.Of((byte[]?[])[.. added.Select(a => a.Hash)]), Parameters.Of(now.ToUnixTimeMilliseconds()));
        batch.Add(DutyInsert.OrPutOff, DutyInsert.Columns(duties));
        await batch.ExecuteNonQueryAsync();
        return batch.BatchCommands[1].RecordsAffected;
    }
}
