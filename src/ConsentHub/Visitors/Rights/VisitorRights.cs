using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Metrics;
using ConsentHub.Receipts;
using ConsentHub.Settings;
using ConsentHub.Sites.Comparison;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Visitors.Rights;

/// <summary>The visitor's rights that need no proof beyond the visitor id: access, portability, erasure.</summary>
internal sealed class VisitorRights(SiteDirectory sites, IConsentStore store, ReceiptIssuer receipts, HubSettings settings, HubMetrics metrics, TimeProvider time)
{
    private static readonly string[] Removed = ["consent records", "the pseudonym", "the link between records"];

    private static readonly string[] Kept =
    [
        "anonymous counts, which name nobody",
        "the positions of the removed records in the site's log, without any content",
        $"the random ids of the removed records for {AppendRules.ErasedIdsKept.Days} days, so that a late retry restores none",
    ];

    /// <summary>The visitor's current record, with its status and the changes of the notice since then; null if there is none.</summary>
    public async ValueTask<CurrentChoice?> FindCurrentAsync(Site site, Visitor visitor, CancellationToken ct)
    {
        if (await store.FindCurrentAsync(site.Number, visitor, ct) is not { } record)
            return null;

        var notice = await NoticeOfAsync(site, record, ct);
        return new(
            record, notice, CurrentRecord.StatusOf(record, notice, site.Latest, time.GetUtcNow()),
            notice.Version == site.Latest.Version ? [] : NoticeComparison.Compare(notice.Content, site.Latest.Content));
    }

    /// <summary>The visitor's current record as callers see it.</summary>
    public async Task<ConsentResponse?> CurrentAsync(Site site, Visitor visitor, CancellationToken ct) =>
        await FindCurrentAsync(site, visitor, ct) is { } choice ? choice.ToResponse(site.Key, settings.PublicPath) : null;

    /// <summary>A page of the visitor's records, latest decision first.</summary>
    /// <param name="from">Position of the first record of the page; null for the latest.</param>
    public async Task<(IReadOnlyList<ConsentRecord> Records, string? Next)> PageAsync(Site site, Visitor visitor, HistoryPlace? from, int limit, CancellationToken ct)
    {
        // One extra record, which is the start of the next page.
        var records = await store.HistoryAsync(site.Number, visitor, from, limit + 1, ct);
        return records.Count <= limit ? (records, null) : ([.. records.Take(limit)], HistoryPlace.Of(records[limit]).ToCursor(site.Key, visitor));
    }

    /// <summary>A page of the visitor's records as callers see it.</summary>
    public async Task<ConsentHistory> HistoryAsync(Site site, Visitor visitor, HistoryPlace? from, int limit, CancellationToken ct)
    {
        var (records, next) = await PageAsync(site, visitor, from, limit, ct);
        var responses = new List<ConsentResponse>(records.Count);
        foreach (var record in records)
            responses.Add(ConsentResponse.Of(site.Key, record, await NoticeOfAsync(site, record, ct), settings.PublicPath));

        return new ConsentHistory(responses, next);
    }

    /// <param name="goesOn">Called once the erasure is certain but not complete (<see cref="IConsentStore.EraseAsync"/>).</param>
    public async Task<ErasureResponse> EraseAsync(Site site, Visitor visitor, ErasureReason reason, Action? goesOn = null)
    {
        Erasure erasure;
        try
        {
            erasure = await store.EraseAsync(site.Number, visitor, reason, goesOn);
        }
        catch
        {
            metrics.Erasures.Add((WireNames<ErasureReason>.Of(reason), "failed"));
            throw;
        }

        metrics.Erasures.Add((WireNames<ErasureReason>.Of(reason), "done"));
        // Later nothing leads from the visitor to the statement, so it is created now, even if the caller has disconnected.
        var statements = new List<JsonObject>(erasure.Removals.Count);
        foreach (var removal in erasure.Removals)
            statements.Add(await receipts.StateAsync(site, removal, CancellationToken.None));

        return new ErasureResponse(
            site.Key, visitor.ToString(), erasure.At, erasure.Records, erasure.LeafIndex, Removed, Kept,
            statements.LastOrDefault(), statements.Count > 1 ? statements[..^1] : null);
    }

    /// <summary>The notice that a stored record names.</summary>
    public async ValueTask<PublishedNotice> NoticeOfAsync(Site site, ConsentRecord record, CancellationToken ct) =>
        await sites.FindNoticeAsync(site, record.Content.Notice, ct)
        ?? throw new InvalidOperationException($"Record {record.LeafIndex} of site {site.Key} names notice {record.Content.Notice}, which is not in the store.");
}

/// <summary>A visitor's current record with its present status.</summary>
/// <param name="Notice">The notice under which the choice was made.</param>
/// <param name="Changes">Changes from that notice to the site's latest one.</param>
internal readonly record struct CurrentChoice(ConsentRecord Record, PublishedNotice Notice, ConsentStatus Status, IReadOnlyList<NoticeChange> Changes)
{
    public ConsentResponse ToResponse(string site, string path) => ConsentResponse.Of(site, Record, Notice, path) with { Status = Status, Changes = Changes };
}
