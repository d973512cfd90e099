using ConsentHub.Consents;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Visitors.Rights;

namespace ConsentHub.Visitors.Responses;

/// <summary>All data that is stored about a visitor, as one document (GDPR Art. 15 and 20). <see cref="VisitorExportResult"/> writes it member by member.</summary>
/// <param name="Format">Version of this document's format.</param>
/// <param name="Records">Every stored choice, latest first.</param>
/// <param name="About">The information that GDPR Art. 15(1) and (2) require in addition to the data. It is computed from the records, so it follows them.</param>
internal sealed record VisitorExport(
    string Format, string Site, string SiteName, string Visitor, DateTimeOffset ExportedAt,
    Controller Controller, PrivacyContact PrivacyContact, IReadOnlyList<ExportedRecord> Records, ExportAbout About);

internal sealed record ExportedRecord(
    string Id, long LeafIndex, DateTimeOffset RecordedAt, DateTimeOffset DecidedAt, DateTimeOffset ExpiresAt, int Notice, string Lang,
    string RegionShown, string RegionSeen, ConsentModel Model, string Banner, ConsentAction Action, ConsentSource Source,
    bool GpcShown, bool GpcSeen, string? Previous, string? Page, long? ApiKey,
    IReadOnlyDictionary<string, bool> Choices, IReadOnlyDictionary<string, bool> Services)
{
    public static ExportedRecord Of(ConsentRecord record, PublishedNotice notice) => new(
        record.Content.Id.ToString(), record.LeafIndex, record.RecordedAt, record.DecidedAt, record.DecidedAt + ChoiceLifetime.Of(record.Content, notice),
        record.Content.Notice, record.Content.Lang, record.Content.Region, record.RegionSeen, record.Content.Model,
        record.Content.Banner.ToString("x16", System.Globalization.CultureInfo.InvariantCulture), record.Content.Action, record.Content.Source,
        record.Content.Gpc, record.GpcSeen, record.Content.Previous?.ToString(), record.Content.Page, record.ApiKey,
        ConsentResponse.ChoicesOf(record, notice), ConsentResponse.ServicesOf(record, notice));
}
