using System.Globalization;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Exports;

/// <summary>Verifies an export against its manifest, line by line, and the manifest against its checkpoint and signature.</summary>
/// <param name="keys">The keys that the user gave; null to use the manifest's own keys.</param>
internal sealed class ExportVerifier(string file, string manifest, IReadOnlyList<VerifierKey>? keys, ErrorList errors)
{
    private readonly Dictionary<long, ExportedRow> displaced = [];
    private readonly HashSet<long> unnamed = [];

    public long Records { get; private set; }

    /// <returns>The head of the manifest, even if there are errors.</returns>
    /// <exception cref="ExportFormatException">One of the files has the wrong format.</exception>
    public async Task<ManifestHead> RunAsync(IProgress<long>? progress, CancellationToken ct)
    {
        await using var manifestFile = new FileStream(manifest, FileMode.Open, FileAccess.Read, FileShare.Read);
        await using var reader = new ManifestReader(manifestFile);
        var head = await reader.ReadHeadAsync(ct);
        using var export = new ExportFile(file);
        await using var rows = new RowCursor(ExportedRows.ReadAsync(export.Content, head.Format, ct).GetAsyncEnumerator(ct));
        await rows.BeginAsync();

        var (fold, due) = (new LeafFold(), 0L);
        await foreach (var entry in reader.ReadEntriesAsync(ct))
        {
            CheckOrder(head, entry, due);
            due = entry.Position + 1;
            fold.Add(entry.Hash);
            if (entry.Salt is null)
                unnamed.Add(entry.Position);
            else if (entry.Removal is not null)
                CheckRemoval(entry);
            else if (entry.Duty is not null)
                CheckStatement(entry);
            else
                await CompareAsync(entry, rows);

            progress?.Report(entry.Position);
        }

        for (; rows.Current is { } row; await rows.MoveAsync())
            ReportAdded(row);
        foreach (var row in displaced.Values)
            ReportAdded(row);

        CheckEnd(head, reader, fold, due);
        if (errors.Count == 0 && head.Records is { } records && records != Records)
            errors.Add($"the manifest says {Text(records)} records, and the export has {Text(Records)}");
        var found = await export.FinishAsync(ct);
        if (errors.Count == 0 && head.Sha256 is { } sha256 && sha256 != found)
            errors.Add("the export is not byte for byte the file that was written, although every record in it is right");

        return head;
    }

    private void CheckOrder(ManifestHead head, ManifestEntry entry, long due)
    {
        if (entry.Position < due || entry.Position >= head.Checkpoint.Size)
            errors.Add($"the manifest has position {Text(entry.Position)} out of its order or beyond its checkpoint");
        else if (head.Complete && entry.Position > due)
            errors.Add($"the manifest leaves out position {Text(due)}{(entry.Position - due > 1 ? $" and {Text(entry.Position - due - 1)} more" : "")}");
    }

    private void CheckRemoval(ManifestEntry entry)
    {
        // A record that the manifest presents as a removal would be missing in the export unnoticed.
        if (entry.Removal is not { } removal || !Fits(entry, ExportedRows.TryCanonical(removal)))
        {
            errors.Add($"the removal at position {Text(entry.Position)} was changed");
            return;
        }

        foreach (var leaf in removal["leaves"]!.AsArray())
        {
            if (CanonicalJson.TryGetInteger(leaf, out var position))
                unnamed.Remove(position);
        }
    }

    private void CheckStatement(ManifestEntry entry)
    {
        // A record that the manifest presents as a statement would be missing in the export unnoticed.
        if (entry.Duty is not { } duty || !Fits(entry, ExportedRows.TryCanonical(duty)))
            errors.Add($"the statement at position {Text(entry.Position)} was changed");
    }

    private async ValueTask CompareAsync(ManifestEntry entry, RowCursor rows)
    {
        for (; rows.Current is { } early && early.Position < entry.Position; await rows.MoveAsync())
            ReportAdded(early);

        // Positions ascend, so a row that a lower position follows is out of its place.
        for (; rows is { Current: { } ahead, Next: { } follower } && ahead.Position > entry.Position && follower.Position < ahead.Position && displaced.Count < ErrorList.Kept; await rows.MoveAsync())
            displaced.TryAdd(ahead.Position, ahead);

        if (rows.Current is { } row && row.Position == entry.Position)
        {
            await rows.MoveAsync();
            Compare(entry, row);
        }
        else if (displaced.Remove(entry.Position, out var moved))
        {
            errors.Add($"record {moved.Id} was moved: its position is {Text(entry.Position)}, and it is elsewhere in the export");
            Compare(entry, moved);
        }
        else
        {
            errors.Add($"the record at position {Text(entry.Position)} was left out of the export");
        }
    }

    private void Compare(ManifestEntry entry, ExportedRow row)
    {
        Records++;
        if (!Fits(entry, row.Canonical))
            errors.Add($"record {row.Id} at position {Text(entry.Position)} was changed");
    }

    private void ReportAdded(ExportedRow row) =>
        errors.Add($"record {row.Id} at position {Text(row.Position)} was added, is duplicated or is in the wrong place");

    private void CheckEnd(ManifestHead head, ManifestReader reader, LeafFold fold, long due)
    {
        var trusted = (keys ?? head.Keys).Where(k => k.Name == head.Checkpoint.Origin).ToList();
        if (!trusted.Exists(k => k.Verifies(head.Note)))
            errors.Add($"the manifest's checkpoint is not signed by a key of {head.Checkpoint.Origin}");
        if (reader.Signature is not { } signature)
            errors.Add("the manifest has no signature at its end: it was cut off");
        else if (signature.Text != reader.SignedText || !trusted.Exists(k => k.Verifies(signature)))
            errors.Add($"the manifest was changed: its signature by {head.Checkpoint.Origin} does not match");

        if (!head.Complete)
            return;

        if (due != head.Checkpoint.Size)
            errors.Add($"the manifest ends before position {Text(due)}, and its checkpoint says {Text(head.Checkpoint.Size)} entries");
        else if (fold.Root() != head.Checkpoint.Root)
            errors.Add("the manifest's positions do not give the root of its checkpoint: not all of them are the log's");

        foreach (var position in unnamed)
            errors.Add($"position {Text(position)} has no record and no removal names it: the server left it out");
    }

    private static bool Fits(ManifestEntry entry, byte[]? canonical) => canonical is not null && LedgerEntry.HashOf(entry.Salt, canonical) == entry.Hash;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
