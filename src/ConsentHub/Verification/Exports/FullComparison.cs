using System.Globalization;
using System.Text.Json.Nodes;

namespace ConsentHub.Verification.Exports;

/// <summary>Verifies that a filtered export has every record of a full export that its query selects, and no other record.</summary>
/// <remarks>Both exports were verified before, so positions ascend in both, and each record is unchanged.</remarks>
internal sealed class FullComparison(ManifestHead filtered, ErrorList errors)
{
    public async Task RunAsync(string file, string full, ManifestHead fullHead, CancellationToken ct)
    {
        using var some = new ExportFile(file);
        using var all = new ExportFile(full);
        await using var rows = ExportedRows.ReadAsync(some.Content, filtered.Format, ct).GetAsyncEnumerator(ct);
        var more = await rows.MoveNextAsync();
        await foreach (var record in ExportedRows.ReadAsync(all.Content, fullHead.Format, ct))
        {
            for (; more && rows.Current.Position < record.Position; more = await rows.MoveNextAsync())
                ReportUnknown(rows.Current);

            var found = more && rows.Current.Position == record.Position;
            if (found && !rows.Current.Canonical!.AsSpan().SequenceEqual(record.Canonical))
                errors.Add($"record {record.Id} at position {Text(record.Position)} differs from the same record in the full export");

            var wanted = record.Position < filtered.Checkpoint.Size && Selects(record);
            if (wanted && !found)
                errors.Add($"record {record.Id} at position {Text(record.Position)} matches the query and is not in the export");
            else if (found && !wanted)
                errors.Add($"record {record.Id} at position {Text(record.Position)} does not match the query and is in the export");

            if (found)
                more = await rows.MoveNextAsync();
        }

        for (; more; more = await rows.MoveNextAsync())
            ReportUnknown(rows.Current);
    }

    private bool Selects(ExportedRow row) => filtered.Query.All(q => q.Key switch
    {
        "from" => string.CompareOrdinal(Word(row.Record["recordedAt"]), Word(q.Value)) >= 0,
        "to" => string.CompareOrdinal(Word(row.Record["recordedAt"]), Word(q.Value)) < 0,
        "category" => Choice(row, Word(q.Value)) is { } choice && (filtered.Query["granted"] is not { } granted || Word(granted) == choice),
        "granted" => filtered.Query.ContainsKey("category"),
        "region" => Word(row.Record["regionSeen"]) == Word(q.Value),
        "after" => row.Position > (long)q.Value!,
        "action" or "source" or "notice" or "visitor" => Word(row.Record[q.Key]) == Word(q.Value),
        _ => throw new ExportFormatException($"the manifest has the filter {q.Key}, which this program does not know"),
    });

    private static string? Choice(ExportedRow row, string? category) => row.Record["choices"]![category!] is { } choice ? Word(choice) : null;

    /// <summary>The value as text: strings unchanged, numbers and booleans as in JSON.</summary>
    private static string? Word(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString();

    private void ReportUnknown(ExportedRow row) => errors.Add($"record {row.Id} at position {Text(row.Position)} is not in the full export");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
