using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Ledger;
using ConsentHub.Metrics;
using ConsentHub.Sites.Notices;
using ConsentHub.Sites;
using ConsentHub.Stores;

namespace ConsentHub.Visitors;

/// <summary>The outcome of recording a choice.</summary>
internal abstract record RecordOutcome
{
    private RecordOutcome()
    {
    }

    /// <param name="Created">False for a retry or a repeated choice, which wrote nothing.</param>
    public sealed record Recorded(ConsentRecord Record, TreeHash LeafHash, PublishedNotice Notice, bool Created) : RecordOutcome;

    public sealed record Invalid(FieldErrors Errors) : RecordOutcome;

    public sealed record Conflict : RecordOutcome;

    public sealed record Erased : RecordOutcome;

    /// <summary>The visitor has reached the daily limit of choices at this site; nothing was written.</summary>
    public sealed record OverDailyLimit(DateTimeOffset Until) : RecordOutcome;

    /// <summary>The visitor's records are being erased; nothing was written. The caller should retry after a moment.</summary>
    public sealed record BeingErased : RecordOutcome;

    /// <summary>The write queue is full; nothing was written.</summary>
    public sealed record Busy : RecordOutcome;
}

/// <summary>Records a visitor's choice: validates it, appends it to the log, and then returns the outcome.</summary>
internal sealed class ConsentRecorder(SiteDirectory sites, IConsentStore store, DailyLimitRefusals refusals, DutySignal signal, HubMetrics metrics)
{
    /// <exception cref="StoreUnavailableException">The commit failed; a retry with the same id settles it.</exception>
    public async Task<RecordOutcome> RecordAsync(Site site, ConsentRequest request, Caller caller, string regionSeen, bool gpcSeen, CancellationToken ct)
    {
        var notice = await sites.FindNoticeAsync(site, request.Notice ?? 0, ct);
        // Another instance may have just published the notice, so the choice is validated against the site as the look-up reloaded it.
        site = sites.Find(site.Key) ?? site;
        var shown = notice is null ? null : await sites.FindShownAsync(site, notice, request.Lang ?? "", request.Region ?? "", ct);
        var (draft, errors) = new ConsentValidator(request, site, caller).Validate(notice, shown, regionSeen, gpcSeen);
        if (draft is null || notice is null)
        {
            Count(request, "invalid");
            return new RecordOutcome.Invalid(errors);
        }

        return await StoreAsync(site, draft, notice);
    }

    /// <summary>Appends a choice that was validated, and counts its outcome.</summary>
    public async Task<RecordOutcome> StoreAsync(Site site, ConsentDraft draft, PublishedNotice notice)
    {
        var (action, source) = (WireNames<ConsentAction>.Of(draft.Content.Action), WireNames<ConsentSource>.Of(draft.Content.Source));
        AppendOutcome appended;
        try
        {
            appended = await store.AppendAsync(draft);
        }
        catch
        {
            metrics.Choices.Add((action, source, "failed"));
            throw;
        }

        if (appended is AppendOutcome.OverDailyLimit)
            refusals.Count(site);
        if (appended is AppendOutcome.Written && DutyRules.Of(site.Latest).Withdrawals.Count > 0)
            signal.Set();

        var (outcome, word) = appended switch
        {
            AppendOutcome.Written written => (new RecordOutcome.Recorded(written.Record, written.LeafHash, notice, Created: true), "stored"),
            AppendOutcome.Known known => (new RecordOutcome.Recorded(known.Record, known.LeafHash, notice, Created: false), "repeated"),
            AppendOutcome.Conflict => (new RecordOutcome.Conflict(), "conflict"),
            AppendOutcome.Busy => (new RecordOutcome.Busy(), "busy"),
            AppendOutcome.Erased => (new RecordOutcome.Erased(), "erased"),
            AppendOutcome.OverDailyLimit over => (new RecordOutcome.OverDailyLimit(over.Until), "daily_limit"),
            AppendOutcome.BeingErased => ((RecordOutcome)new RecordOutcome.BeingErased(), "being_erased"),
            var unknown => throw new InvalidOperationException($"No outcome for {unknown.GetType().Name}."),
        };
        metrics.Choices.Add((action, source, word));
        return outcome;
    }

    /// <summary>Counts a value that the API does not define as <see cref="HubMetrics.Other"/>, because callers must not be able to add time series.</summary>
    private void Count(ConsentRequest request, string outcome) => metrics.Choices.Add((
        WireNames<ConsentAction>.TryParse(request.Action, out var action) ? WireNames<ConsentAction>.Of(action) : HubMetrics.Other,
        WireNames<ConsentSource>.TryParse(request.Source, out var source) ? WireNames<ConsentSource>.Of(source) : HubMetrics.Other,
        outcome));
}
