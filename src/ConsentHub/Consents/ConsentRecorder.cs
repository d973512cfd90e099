using ConsentHub.Hosting;
using ConsentHub.Ledger;
using ConsentHub.Sites;
using ConsentHub.Storage;

namespace ConsentHub.Consents;

/// <summary>What recording a choice came to.</summary>
internal abstract record RecordOutcome
{
    private RecordOutcome()
    {
    }

    /// <param name="Created">False for a retry or a repeat, which wrote nothing.</param>
    public sealed record Recorded(ConsentRecord Record, TreeHash LeafHash, PublishedNotice Notice, bool Created) : RecordOutcome;

    public sealed record Invalid(FieldErrors Errors) : RecordOutcome;

    public sealed record Conflict : RecordOutcome;

    public sealed record Erased : RecordOutcome;

    /// <summary>The visitor has added as many choices as a site stores in a day; nothing was written.</summary>
    public sealed record OverDailyLimit(DateTimeOffset Until) : RecordOutcome;

    /// <summary>The visitor's records are being erased; the same again in a moment has an outcome.</summary>
    public sealed record BeingErased : RecordOutcome;

    /// <summary>Too much is waiting; nothing was written.</summary>
    public sealed record Busy : RecordOutcome;
}

/// <summary>Records a visitor's choice: validate, append, answer, in that order.</summary>
internal sealed class ConsentRecorder(SiteDirectory sites, IConsentStore store, DailyLimitRefusals refusals)
{
    /// <exception cref="StoreUnavailableException">The commit failed; a retry with the same id settles it.</exception>
    public async Task<RecordOutcome> RecordAsync(Site site, ConsentRequest request, Caller caller, string regionSeen, bool gpcSeen, CancellationToken ct)
    {
        var notice = await sites.FindNoticeAsync(site, request.Notice ?? 0, ct);
        // The notice may have been published a moment ago elsewhere: judge by the site as it is after the look-up.
        site = sites.Find(site.Key) ?? site;
        var shown = notice is null ? null : await sites.FindShownAsync(site, notice, request.Lang ?? "", request.Region ?? "", ct);
        var (draft, errors) = new ConsentValidator(request, site, caller).Validate(notice, shown, regionSeen, gpcSeen);
        if (draft is null || notice is null)
            return new RecordOutcome.Invalid(errors);

        var outcome = await store.AppendAsync(draft);
        if (outcome is AppendOutcome.OverDailyLimit)
            refusals.Count(site);

        return outcome switch
        {
            AppendOutcome.Written written => new RecordOutcome.Recorded(written.Record, written.LeafHash, notice, Created: true),
            AppendOutcome.Known known => new RecordOutcome.Recorded(known.Record, known.LeafHash, notice, Created: false),
            AppendOutcome.Conflict => new RecordOutcome.Conflict(),
            AppendOutcome.Busy => new RecordOutcome.Busy(),
            AppendOutcome.Erased => new RecordOutcome.Erased(),
            AppendOutcome.OverDailyLimit over => new RecordOutcome.OverDailyLimit(over.Until),
            AppendOutcome.BeingErased => new RecordOutcome.BeingErased(),
            var unknown => throw new InvalidOperationException($"No outcome for {unknown.GetType().Name}."),
        };
    }
}
