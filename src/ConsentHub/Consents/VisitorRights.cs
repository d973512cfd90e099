using ConsentHub.Hosting;
using ConsentHub.Receipts;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.Consents;

/// <summary>What a visitor may ask of the hub without proving more than the possession of the id: look, take along, erase.</summary>
internal sealed class VisitorRights(SiteDirectory sites, IConsentStore store, ReceiptIssuer receipts, HubSettings settings, TimeProvider time)
{
    /// <summary>How many records a history shows; the export has no such limit.</summary>
    public const int HistoryLimit = 1000;

    private static readonly string[] Removed = ["consent records", "the pseudonym", "the link between records"];

    private static readonly string[] Kept =
    [
        "anonymous counts, which name nobody",
        "the positions of the removed records in the site's log, without any content",
        $"the random ids of the removed records for {AppendRules.ErasedIdsKept.Days} days, so that a late retry brings none back",
    ];

    /// <summary>The record that counts now, with its status and what has changed since; null where there is none.</summary>
    public async ValueTask<StandingChoice?> StandingAsync(Site site, Visitor visitor, CancellationToken ct)
    {
        if (await store.FindCurrentAsync(site.Number, visitor, ct) is not { } record)
            return null;

        var notice = await NoticeOfAsync(site, record, ct);
        return new(
            record, notice, CurrentRecord.StatusOf(record, notice, site.Latest, time.GetUtcNow()),
            notice.Version == site.Latest.Version ? [] : NoticeComparison.Compare(notice.Content, site.Latest.Content));
    }

    /// <summary>The same as callers see it.</summary>
    public async Task<ConsentAnswer?> CurrentAsync(Site site, Visitor visitor, CancellationToken ct) =>
        await StandingAsync(site, visitor, ct) is { } choice ? choice.ToAnswer(site.Key, settings.PublicPath) : null;

    public async Task<ConsentHistory> HistoryAsync(Site site, Visitor visitor, CancellationToken ct)
    {
        var answers = new List<ConsentAnswer>();
        foreach (var record in await store.HistoryAsync(site.Number, visitor, HistoryLimit, ct))
            answers.Add(ConsentAnswer.Of(site.Key, record, await NoticeOfAsync(site, record, ct), settings.PublicPath));

        return new ConsentHistory(answers);
    }

    public async Task<VisitorExport> ExportAsync(Site site, Visitor visitor, CancellationToken ct)
    {
        var records = new List<ExportedRecord>();
        var recipients = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var record in await store.HistoryAsync(site.Number, visitor, int.MaxValue, ct))
        {
            var notice = await NoticeOfAsync(site, record, ct);
            records.Add(ExportedRecord.Of(record, notice));
            recipients.UnionWith(notice.Services.Where(record.Content.Grants).Select(s => s.Service.Provider));
        }

        var content = site.Latest.Content;
        var about = new ExportAbout(
            "To obey the visitor's choice and to be able to prove it.",
            "GDPR Art. 6(1)(c) with Art. 7(1): the controller must be able to demonstrate consent.",
            "A choice stands until its expiresAt, unless the site changes materially before; its record is kept until it is erased or the site's retention period ends.",
            content.Residency, [.. recipients], "Collected from the visitor, through the site's banner or preference page.");
        return new VisitorExport(
            "consenthub/visitor-export/v1", site.Key, content.Name, visitor.ToString(), time.GetUtcNow(),
            content.Controller, content.PrivacyContact, about, records);
    }

    public async Task<ErasureAnswer> EraseAsync(Site site, Visitor visitor, ErasureReason reason)
    {
        var erasure = await store.EraseAsync(site.Number, visitor, reason);
        // Nothing leads from a visitor to the statement later on: it is made now, also for a caller who has hung up.
        var statement = erasure.Removal is { } removal ? await receipts.StateAsync(site, removal, CancellationToken.None) : null;
        return new ErasureAnswer(site.Key, visitor.ToString(), erasure.At, erasure.Records, erasure.LeafIndex, Removed, Kept, statement);
    }

    private async ValueTask<PublishedNotice> NoticeOfAsync(Site site, ConsentRecord record, CancellationToken ct) =>
        await sites.FindNoticeAsync(site, record.Content.Notice, ct)
        ?? throw new InvalidOperationException($"Record {record.LeafIndex} of site {site.Key} names notice {record.Content.Notice}, which is not in the store.");
}

/// <summary>A visitor's current record with what can be said of it now.</summary>
/// <param name="Notice">What the choice was made under.</param>
/// <param name="Changes">What the site's latest notice changed since.</param>
internal readonly record struct StandingChoice(ConsentRecord Record, PublishedNotice Notice, ConsentStatus Status, IReadOnlyList<NoticeChange> Changes)
{
    public ConsentAnswer ToAnswer(string site, string path) => ConsentAnswer.Of(site, Record, Notice, path) with { Status = Status, Changes = Changes };
}
