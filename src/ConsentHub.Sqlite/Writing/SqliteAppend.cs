using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;
using ConsentHub.Sqlite.Duties;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Decides the outcome of a choice inside the writer's transaction, and stores it.</summary>
internal sealed class SqliteAppend(SqliteWriteSession session, LedgerOrigins origins, DateTimeOffset now)
{
    private static readonly string ById = $"SELECT {ConsentRow.SealedColumns} FROM consent WHERE id = $id AND site = $site";

    private const string ErasedId = "SELECT 1 FROM erased_id WHERE site = $site AND id = $id AND until > $now";

    private const string BeingErased = "SELECT 1 FROM erasing WHERE visitor = $visitor AND site = $site";

    private static readonly string ByTime = $"SELECT {ConsentRow.AllColumns} FROM consent INDEXED BY consent_visitor WHERE visitor = $visitor AND site = $site ORDER BY decided_at DESC";

    private static readonly string Insert = $"INSERT INTO consent ({ConsentRow.AllColumns}) VALUES ({string.Join(", ", Enumerable.Repeat("?", RecordColumns.Count))})";

    private const string SetDayCount = "UPDATE consent SET day_count = $counted WHERE leaf = $leaf AND site = $site";

    public AppendOutcome Run(ConsentDraft draft)
    {
        var content = draft.Content;
        if (session.HasPendingErasures && IsBeingErased(draft.Site, content.Visitor))
            return new AppendOutcome.BeingErased();

        var sameId = FindSealed(draft.Site, content.Id);
        if (AppendRules.ForKnownId(draft, sameId, sameId is null && IsErased(draft.Site, content.Id)) is { } known)
            return known;

        var latest = FindLatest(draft.Site, content.Visitor);
        var current = CurrentRecord.Of(latest.Select(l => l.Sealed.Record));
        var decidedAt = AppendRules.DecidedAt(draft, Previous(draft), current, now);
        if (AppendRules.IsRepeat(draft, current, decidedAt, now))
            return AppendRules.Known(latest.Find(l => l.Sealed.Record == current).Sealed, draft);

        var record = new ConsentRecord(0, now, decidedAt, content, draft.RegionSeen, draft.GpcSeen, draft.ApiKey);
        var counted = latest.Aggregate(default(DayCount), (most, l) => DayCount.Max(most, l.Counted)).At(now);
        if (AppendRules.IsOverDailyLimit(draft, record, current, counted))
            return new AppendOutcome.OverDailyLimit(counted.End);

        // The sealed entry does not contain its leaf index, so it can be hashed before an index is assigned.
        var salt = LedgerSalt.New();
        var hash = SealedConsent.HashOf(session.Entry, salt, record, draft.Shown);
        record = record with { LeafIndex = session.AppendToLog(draft.Site, hash, origins) };
        counted = counted.With(draft);
        ConsentRow.Bind(session.Statement(Insert), draft.Site, record, salt, counted).Run();

        // A choice that was delivered late does not become the current record, so the count is stored on the current record, where the next look-up reads it.
        if (current is not null && decidedAt < current.DecidedAt)
            session.Statement(SetDayCount).Bind(1, counted.Encode()).Bind(2, current.LeafIndex).Bind(3, draft.Site).Run();

        foreach (var duty in DutyRules.Of(draft.Latest).Of(record, current, draft.Shown.Notice))
            SqliteDutyRow.Add(session, draft.Site, duty);

        return new AppendOutcome.Written(record, hash);
    }

    /// <summary>The visitor's records with the latest decision time.</summary>
    private List<LatestRecord> FindLatest(int site, Visitor visitor) => session.Statement(ByTime).Bind(1, visitor).Bind(2, site)
        .ReadWhile(ConsentRow.ReadLatest, (first, next) => next.Sealed.Record.DecidedAt == first.Sealed.Record.DecidedAt);

    private SealedRecord? FindSealed(int site, Guid id) => session.Statement(ById).Bind(1, id).Bind(2, site).ReadOne(ConsentRow.ReadSealed);

    private ConsentRecord? Previous(ConsentDraft draft)
    {
        if (draft.Content.Previous is not { } id)
            return null;

        var found = FindSealed(draft.Site, id)?.Record;
        return found?.Content.Visitor == draft.Content.Visitor ? found : null;
    }

    private bool IsBeingErased(int site, Visitor visitor) => session.Statement(BeingErased).Bind(1, visitor).Bind(2, site).Number() is not null;

    private bool IsErased(int site, Guid id) =>
        session.HasErasedIds && session.Statement(ErasedId).Bind(1, site).Bind(2, id).Bind(3, now.ToUnixTimeMilliseconds()).Number() is not null;
}
