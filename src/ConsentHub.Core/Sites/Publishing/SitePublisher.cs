using System.Security.Cryptography;
using ConsentHub.Audit;
using ConsentHub.Sites.Comparison;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Stores;

namespace ConsentHub.Sites.Publishing;

/// <summary>Turns a valid site file into the next immutable notice version, if its content is new.</summary>
/// <param name="trail">The audit trail, in which every publication is sealed in the same transaction.</param>
/// <param name="announce">Announces a publication to the other instances. Without an announcement, they find the publication by polling.</param>
internal sealed class SitePublisher(ISiteStore store, AuditTrail trail, TimeProvider time, Func<Task>? announce = null)
{
    public async Task<PublishOutcome> PublishAsync(SiteFile file, ManagedBy caller, PublishOptions options, Actor by, CancellationToken ct)
    {
        if (file.Undecided.Count > 0)
            return new PublishOutcome.Undecided(file.Undecided);

        for (var attempt = 0; attempt < 5; attempt++)
        {
            if (await TryPublishAsync(file, caller, options, by, ct) is { } outcome)
                return outcome;
        }

        throw new StoreUnavailableException($"Site {file.Key} is being published by several processes at once.");
    }

    /// <summary>Publishes the version that a site has announced, if its time has come. Of several processes that call at the same time, one publishes.</summary>
    /// <returns>Null if nothing was due.</returns>
    public async Task<PublishOutcome.Published?> PublishAnnouncedAsync(string key, CancellationToken ct)
    {
        while (await store.FindAsync(key, ct) is { Announced: { } announced } stored && announced.EffectiveFrom <= time.GetUtcNow())
        {
            var file = NoticeContent.Parse(announced.Content) with { Origins = stored.Origins, ManagedBy = stored.ManagedBy };
            var (outcome, change) = Next(file, stored, stored.ManagedBy, Digest(file));
            if (await StoreAsync(change(), outcome, Actor.Hub))
                return outcome;
        }

        return null;
    }

    /// <summary>What publishing would do, without doing it.</summary>
    public async Task<PublishOutcome> PreviewAsync(SiteFile file, ManagedBy caller, PublishOptions options, CancellationToken ct) =>
        (await JudgeAsync(file, caller, options, ct)).Outcome;

    private async Task<PublishOutcome?> TryPublishAsync(SiteFile file, ManagedBy caller, PublishOptions options, Actor by, CancellationToken ct)
    {
        var (outcome, change) = await JudgeAsync(file, caller, options, ct);
        if (change is null)
            return outcome;

        return await StoreAsync(change(), outcome, by) ? outcome : null;
    }

    private async Task<bool> StoreAsync(SiteChange change, PublishOutcome outcome, Actor by)
    {
        if (!await store.PublishAsync(change, new PublicationEntry(by, PublicationAuditText.Of(outcome), await trail.SealerAsync())))
            return false;

        await (announce?.Invoke() ?? Task.CompletedTask);
        return true;
    }

    /// <returns>The change is rendered only on demand: rendering is most of the work, and a preview does not need it.</returns>
    private async Task<(PublishOutcome Outcome, Func<SiteChange>? Change)> JudgeAsync(
        SiteFile file, ManagedBy caller, PublishOptions options, CancellationToken ct)
    {
        var stored = await store.FindAsync(file.Key, ct);
        if (stored is not null && stored.ManagedBy != caller && !options.TakeOver)
            return (new PublishOutcome.ManagedElsewhere(stored.ManagedBy), null);

        var latest = stored?.Latest.Version ?? 0;
        if (options.IfVersion is { } expected && expected != latest)
            return (new PublishOutcome.VersionMoved(latest), null);

        // A console draft may set <c>managedBy</c> to <c>file</c>. Publishing this draft hands the site over to its file.
        var managedBy = caller == ManagedBy.Console ? file.ManagedBy : ManagedBy.File;
        var from = EffectiveTime.Of(file);
        if (stored is { Announced: { } announced } && announced.EffectiveFrom == from && NoticeContent.Equals(announced.Content, file))
            return Settings(file, stored, managedBy, announced);

        var digest = Digest(file);
        if (stored is not null && stored.Latest.Digest.AsSpan().SequenceEqual(digest))
            return Settings(file, stored, managedBy, announced: null);

        // A version whose time has come is published again if an upgrade rewords the interface.
        if (from is { } at && !(stored is not null && NoticeContent.Equals(stored.Latest.Content, file)))
        {
            if (EffectiveTime.FindError(at, stored, time.GetUtcNow()) is { } rule)
                return (new PublishOutcome.NotEffective(rule), null);
        }
        else
        {
            from = null;
        }

        if (stored is not null && !options.Again && await EqualEarlierAsync(stored, digest, ct) is { } earlier)
            return (new PublishOutcome.EqualToEarlier(earlier, latest), null);

        var numbers = Number(file, stored?.Numbers);
        if (numbers.Categories.Count > ItemNumbers.MaxCategories)
            return (new PublishOutcome.NumbersExhausted("categories", ItemNumbers.MaxCategories), null);
        if (numbers.Services.Count > ItemNumbers.MaxServices)
            return (new PublishOutcome.NumbersExhausted("services", ItemNumbers.MaxServices), null);

        var (published, change) = Next(file, stored, managedBy, digest);
        if (from is { } later)
            return Announce(file, stored!, managedBy, published, later);

        // Users are told of what is listed as changed. Of a new wording or look they are not.
        return (published, () => change() with
        {
            Withdrawn = WithdrawnBy(stored),
            Tell = stored is null || published.Changes.Count == 0 ? null : NoticeDuty.Of(file, stored, published.Version, from: null, time.GetUtcNow()),
        });
    }

    /// <summary>A file whose content is in force, or announced already: at most the site's settings change, and an announcement of other content is withdrawn.</summary>
    private static (PublishOutcome Outcome, Func<SiteChange>? Change) Settings(SiteFile file, StoredSite stored, ManagedBy managedBy, StoredAnnouncement? announced)
    {
        var version = stored.Latest.Version;
        var withdrawn = announced is null ? stored.Announced : null;
        if (withdrawn is null && stored.ManagedBy == managedBy && stored.Origins.SequenceEqual(file.Origins))
            return (new PublishOutcome.Unchanged(version, announced?.EffectiveFrom), null);

        return (
            withdrawn is { EffectiveFrom: var from } ? new PublishOutcome.Withdrawn(version, from) : new PublishOutcome.SettingsChanged(version),
            () => new SiteChange(file.Key, managedBy, file.Origins, version, stored.Numbers, null)
            {
                ExpectedStamp = stored.Stamp,
                Announced = announced,
                Withdrawn = announced is null ? WithdrawnBy(stored) : null,
            });
    }

    private static int? WithdrawnBy(StoredSite? stored) => stored?.Announced is null ? null : stored.Latest.Version + 1;

    private (PublishOutcome Outcome, Func<SiteChange>? Change) Announce(SiteFile file, StoredSite stored, ManagedBy managedBy, PublishOutcome.Published next, DateTimeOffset from) => (
        new PublishOutcome.Announced(next.Version, from, next.Material, next.Changes),
        () => new SiteChange(file.Key, managedBy, file.Origins, stored.Latest.Version, stored.Numbers, null)
        {
            ExpectedStamp = stored.Stamp,
            Announced = new StoredAnnouncement(from, time.GetUtcNow(), NoticeContent.Canonical(file)),
            Withdrawn = WithdrawnBy(stored),
            Tell = NoticeDuty.Of(file, stored, next.Version, from, time.GetUtcNow()),
        });

    /// <summary>The next version of a site.</summary>
    private (PublishOutcome.Published Outcome, Func<SiteChange> Change) Next(SiteFile file, StoredSite? stored, ManagedBy managedBy, byte[] digest)
    {
        var latest = stored?.Latest.Version ?? 0;
        IReadOnlyList<NoticeChange> changes = stored is null ? [] : NoticeComparison.Compare(NoticeContent.Parse(stored.Latest.Content), file);
        var material = changes.Any(c => c.Weight == ChangeWeight.Ask);
        var version = latest + 1;
        var validSince = stored is null || material ? version : stored.Latest.ValidSince;
        var numbers = Number(file, stored?.Numbers);
        return (
            new PublishOutcome.Published(version, material, changes),
            () => new SiteChange(file.Key, managedBy, file.Origins, latest, numbers, Render(file, version, validSince, digest, numbers, changes)) { ExpectedStamp = stored?.Stamp });
    }

    private async Task<int?> EqualEarlierAsync(StoredSite stored, byte[] digest, CancellationToken ct) =>
        (await store.NoticesAsync(stored.Number, ct)).LastOrDefault(n => n.Digest.AsSpan().SequenceEqual(digest))?.Version;

    private NewNotice Render(SiteFile file, int version, int validSince, byte[] digest, ItemNumbers numbers, IReadOnlyList<NoticeChange> changes)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var notice = new PublishedNotice(version, now, validSince, file, numbers, changes);
        return new NewNotice(
            new StoredNotice(version, now, validSince, digest, NoticeContent.Canonical(file), changes), notice.Asked, notice.Required,
            [.. from lang in file.Languages
                from rule in Regions.RulesOf(file)
                select new NoticeText(lang, rule, NoticeRenderer.Render(file, version, validSince, lang, rule, now))]);
    }

    /// <summary>A hash that covers the interface texts too: an upgrade that rewords them leads to a new version, because visitors then see other texts.</summary>
    /// <remarks>
    /// Renders each language for each model, and each rule in one language only: rules of one model differ only in their periods, which
    /// are the same in every language. So checking a large file costs a fraction of publishing it.
    /// </remarks>
    private static byte[] Digest(SiteFile file)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(NoticeContent.Canonical(file));
        var models = Regions.RulesOf(file).DistinctBy(rule => Regions.ModelOf(file, rule));
        var covering = file.Languages.SelectMany(lang => models, (lang, rule) => (lang, rule)).Union(Regions.RulesOf(file).Select(rule => (file.Languages[0], rule)));
        foreach (var (lang, rule) in covering)
            hash.AppendData(NoticeRenderer.Render(file, version: 0, validSince: 0, lang, rule));

        return hash.GetHashAndReset();
    }

    /// <summary>Keeps every assigned number and assigns the next free ones to new categories and services.</summary>
    private static ItemNumbers Number(SiteFile file, ItemNumbers? known) => new(
        Extend(known?.Categories, file.Categories.Select(c => c.Id)),
        Extend(known?.Services, file.Categories.SelectMany(c => c.Services).Select(s => s.Id)));

    private static Dictionary<string, int> Extend(IReadOnlyDictionary<string, int>? known, IEnumerable<string> ids)
    {
        var numbers = new Dictionary<string, int>(known ?? new Dictionary<string, int>(), StringComparer.Ordinal);
        foreach (var id in ids)
            numbers.TryAdd(id, numbers.Count);

        return numbers;
    }
}
