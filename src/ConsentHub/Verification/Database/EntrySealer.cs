using System.Text.Json;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Ledger;
using ConsentHub.Sites;
using ConsentHub.Verification.Receipts;

namespace ConsentHub.Verification.Database;

/// <summary>Computes the hashes of stored rows again, to compare them with the hashes that were stored at write time.</summary>
internal sealed class EntrySealer(SiteDirectory sites, string key)
{
    private const string Impossible = "it has a value that the program never writes";

    private readonly Utf8Buffer buffer = new();

    public async ValueTask<LogEntry> SealAsync(StoredConsent row, CancellationToken ct)
    {
        if (row.Sealed is not { Record: var record, Salt: var salt })
            return Entry(row, null, $"its {row.Anomaly} has a value that the program never writes");

        var content = record.Content;
        if (await FindShownAsync(content, ct) is not { } shown)
            return Entry(row, null, $"notice {content.Notice} in {content.Lang} for {content.Region}, which it names, is not in the database");

        // The hash covers only categories and services of the notice, so it would not reveal a decision on other categories or services.
        if ((content.Granted & ~shown.Asked) != 0 || content.Services.All().Any(s => !shown.HasService(s.Number)))
            return Entry(row, null, "it decides on more than its notice asks");

        return Entry(row, SealedConsent.HashOf(buffer, salt, record, shown), null);
    }

    public LogEntry Seal(StoredRemoval row) => row.Removal is { } removal
        ? new LogEntry(row.Leaf, EntryKind.Removal, "the removal", removal.HashFor(key), null)
        : new LogEntry(row.Leaf, EntryKind.Removal, "the removal", null, Impossible);

    public LogEntry Seal(StoredStatement row)
    {
        if (row is not { Salt: { } salt, Duty: not null } || row.Record() is not { } record || !ReceiptFile.IsDuty(record))
            return Entry(row, null, Impossible);
        if ((string?)record["site"] != key)
            return Entry(row, null, $"it is of the site {(string?)record["site"]}");
        if ((string?)record["by"] != row.HeldBy)
            return Entry(row, null, $"it is by {(string?)record["by"]}, and its row names {row.HeldBy}");

        return Entry(row, new DutyStatement(row.Leaf, salt, row.Body).Hash(), null);
    }

    private static LogEntry Entry(StoredConsent row, TreeHash? hash, string? anomaly) => new(row.Leaf, EntryKind.Record, $"record {row.Id}", hash, anomaly);

    private static LogEntry Entry(StoredStatement row, TreeHash? hash, string? anomaly) => new(row.Leaf, EntryKind.Statement, "the statement", hash, anomaly);

    private async ValueTask<ShownNotice?> FindShownAsync(ChoiceContent content, CancellationToken ct)
    {
        try
        {
            return sites.Find(key) is { } site && await sites.FindNoticeAsync(site, content.Notice, ct) is { } notice
                ? await sites.FindShownAsync(site, notice, content.Lang, content.Region, ct) : null;
        }
        catch (Exception e) when (Unreadable(e))
        {
            return null;
        }
    }

    /// <summary>True for an exception that is thrown while a stored notice is read, if the notice was tampered with.</summary>
    public static bool Unreadable(Exception error) =>
        error is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException or ArgumentException or NotSupportedException;
}
