using ConsentHub.Consents;
using ConsentHub.SiteLedger;
using ConsentHub.Sqlite.Database;

namespace ConsentHub.Sqlite.Writing;

/// <summary>Decides the outcome of a choice inside the writer's transaction, and stores it.</summary>
internal sealed class SqliteAppend(SqliteWriteSession session, LedgerOrigins origins, DateTimeOffset now)
{
    private const string ErasedId = "SELECT 1 FROM erased_id WHERE site = $site AND id = $id AND until > $now";

    private const string ByTime = $"SELECT {ConsentRow.LatestColumns} FROM consent INDEXED BY consent_visitor WHERE visitor = $visitor AND site = $site ORDER BY decided_at DESC";

    private const string InboxRowsOf = $"SELECT {ConsentRow.LatestColumns} FROM inbox WHERE visitor = $visitor AND site = $site AND number BETWEEN $first AND $last";

    private const string Count = "UPDATE consent SET day_count = $counted WHERE leaf = $leaf AND site = $site";

    private const string CountInboxRow = "UPDATE inbox SET day_count = $counted WHERE leaf = $leaf AND site = $site AND number BETWEEN $first AND $last";

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
        record = record with { LeafIndex = session.TakePosition(draft.Site, origins) };
        counted = counted.With(draft);
        session.AddToInbox(draft.Site, record, salt, counted, hash);
        if (current is not null && decidedAt < current.DecidedAt)
            CountAt(draft.Site, current, counted);

        return new AppendOutcome.Written(record, hash);
    }

    /// <summary>The visitor's records with the latest decision time, and all of the visitor's inbox rows.</summary>
    private List<LatestRecord> FindLatest(int site, Visitor visitor)
    {
        var latest = SqliteVisitorRows.Select(
            session.Statement(ByTime), site, visitor, ConsentRow.ReadLatest, (first, next) => SqliteVisitorRows.AtOneTime(first.Sealed.Record, next.Sealed.Record));
        if (session.Inbox.MayHold(site, visitor))
            latest.AddRange(SqliteVisitorRows.Select(SqliteVisitorRows.BindInboxGroup(session.Statement(InboxRowsOf), site), site, visitor, ConsentRow.ReadLatest));

        return latest;
    }

    /// <summary>A choice that was delivered late does not become the current record, so the count is stored on the current record, where the next look-up reads it.</summary>
    private void CountAt(int site, ConsentRecord current, DayCount counted)
    {
        session.Statement(Count).Bind(1, counted.Encode()).Bind(2, current.LeafIndex).Bind(3, site).Run();
        var (first, last) = SqliteInbox.NumbersFor(site);
        session.Statement(CountInboxRow).Bind(1, counted.Encode()).Bind(2, current.LeafIndex).Bind(3, site).Bind(4, first).Bind(5, last).Run();
    }

    private SealedRecord? FindSealed(int site, Guid id) => session.Inbox.MayHold(site, id)
        ? SqliteVisitorRows.Find(SqliteVisitorRows.BindInboxGroup(session.Statement(SqliteVisitorRows.InboxRowById), site), site, id)
        : SqliteVisitorRows.Find(session.Statement(SqliteVisitorRows.ById), site, id);

    private ConsentRecord? Previous(ConsentDraft draft)
    {
        if (draft.Content.Previous is not { } id)
            return null;

        var found = FindSealed(draft.Site, id)?.Record;
        return found?.Content.Visitor == draft.Content.Visitor ? found : null;
    }

    private bool IsBeingErased(int site, Visitor visitor) =>
        SqliteVisitorRows.BindVisitor(session.Statement(SqliteVisitorRows.BeingErased), site, visitor).Number() is not null;

    private bool IsErased(int site, Guid id) =>
        session.HasErasedIds && session.Statement(ErasedId).Bind(1, site).Bind(2, id).Bind(3, now.ToUnixTimeMilliseconds()).Number() is not null;
}
