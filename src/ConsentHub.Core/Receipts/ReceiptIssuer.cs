using System.Text.Json.Nodes;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Erasures;
using ConsentHub.Settings;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;

namespace ConsentHub.Receipts;

/// <summary>Issues receipts of choices and statements of erasures and duties, each with the proof that its entry is in the site's log.</summary>
internal sealed class ReceiptIssuer(SiteDirectory sites, IConsentStore store, LedgerPublisher ledger, BackupWindow backups, HubSettings settings)
{
    /// <summary>The receipt of a visitor's own record; null if the record is unknown, erased or another visitor's, so that callers can't tell which.</summary>
    public async Task<JsonObject?> FindAsync(Site site, Visitor visitor, Guid record, CancellationToken ct)
    {
        if (await store.FindSealedAsync(site.Number, record, ct) is not { } found || found.Record.Content.Visitor != visitor)
            return null;

        var content = found.Record.Content;
        if (await sites.FindNoticeAsync(site, content.Notice, ct) is not { } notice
            || await sites.FindShownAsync(site, notice, content.Lang, content.Region, ct) is not { } shown)
            throw new InvalidOperationException($"Record {found.Record.LeafIndex} of site {site.Key} names a notice that is not in the store.");

        return ReceiptDocument.Write(
            SealedConsent.ToJson(found.Record, shown), await ProveAsync(site, found.Record.LeafIndex, found.Salt, ct),
            JsonNode.Parse(shown.Text)!.AsObject(), notice.Content, PreferencePage(site));
    }

    /// <summary>The statement of an erasure that has just become durable.</summary>
    public async Task<JsonObject> StateAsync(Site site, Removal removal, CancellationToken ct) => ErasureStatement.Write(
        removal.Record(site.Key), await ProveAsync(site, removal.LeafIndex, removal.Salt, ct), site.Latest.Content, backups.Now);

    /// <summary>The statement about a duty that has just become durable, or an earlier one.</summary>
    public async Task<JsonObject> StateAsync(Site site, DutyStatement statement, CancellationToken ct)
    {
        var record = statement.Record();
        return DutyDocument.Write(record, await ProveAsync(site, statement.LeafIndex, statement.Salt, ct), site.Latest.Content, await FindNameAsync(site, record, ct));
    }

    /// <summary>The name of the class of data, in the site's default language, as the notice of the promise has it.</summary>
    private async Task<string?> FindNameAsync(Site site, JsonObject record, CancellationToken ct) =>
        (await sites.FindNoticeAsync(site, (int)record.Number("notice"), ct))?.Content is { } content
            ? content.Retention.FirstOrDefault(c => c.Id == record.Text("class"))?.Name.GetValueOrDefault(content.Languages[0]) : null;

    private async Task<LedgerPart> ProveAsync(Site site, long leaf, UInt128 salt, CancellationToken ct)
    {
        var proof = await ledger.ProveAsync(site.Number, leaf, ct);
        // A restored log has earlier names too; keys under those names do not verify this proof. No name contains a plus sign (C2SP signed-note).
        return new LedgerPart(
            proof.Origin, LedgerSalt.ToBytes(salt), leaf, [.. proof.Keys.Where(key => key.StartsWith($"{proof.Origin}+", StringComparison.Ordinal))], proof.Proof.ToString());
    }

    private Uri? PreferencePage(Site site) =>
        settings.PublicOrigin is { } origin ? new Uri($"{origin}{settings.PublicPath}/preferences/{site.Key}") : null;
}
