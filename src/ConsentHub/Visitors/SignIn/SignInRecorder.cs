using ConsentHub.Consents;
using ConsentHub.Identity;
using ConsentHub.Sites;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Visitors.SignIn;

/// <summary>Records for a person what the choice of a browser changes when this person signs in there.</summary>
internal sealed class SignInRecorder(SiteDirectory sites, IConsentStore store, VisitorRights rights, ConsentRecorder recorder, TimeProvider time)
{
    /// <returns>Null if nothing changes.</returns>
    public async Task<RecordOutcome?> BringAsync(Site site, Visitor browser, Visitor account, CancellationToken ct)
    {
        if (browser == account || await FindAsync(site, browser, ct) is not { } brought
            || Precedence.Of(await FindAsync(site, account, ct), brought) is not { } content)
            return null;

        var now = time.GetUtcNow();
        var (record, notice) = (brought.Record, brought.Notice);
        var shown = await sites.FindShownAsync(site, notice, content.Lang, content.Region, ct)
            ?? throw new InvalidOperationException($"Record {record.LeafIndex} of site {site.Key} names a notice that can't be shown.");
        // A copy: no record of the account names one of the browser.
        var draft = new ConsentDraft(
            site.Number, content with { Id = Guid.CreateVersion7(now), Visitor = account, Previous = null }, record.RegionSeen, record.GpcSeen,
            now > record.DecidedAt ? now - record.DecidedAt : TimeSpan.Zero, ChoiceLifetime.Of(content, notice), notice.Version >= site.Latest.ValidSince, shown, site.Latest);
        return await recorder.StoreAsync(site, draft, notice);
    }

    private async Task<HeldChoice?> FindAsync(Site site, Visitor visitor, CancellationToken ct) =>
        await store.FindCurrentAsync(site.Number, visitor, ct) is { } record ? new HeldChoice(record, await rights.NoticeOfAsync(site, record, ct)) : null;
}
