using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Consents;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Exports;

/// <summary>A record of an export. Unless it was changed, it has the form in which it was sealed.</summary>
/// <param name="Canonical">The sealed form; null if the row can't have one, or is not in the format of an export.</param>
internal sealed record ExportedRow(long Position, string Id, JsonObject Record, byte[]? Canonical);

/// <summary>Reads an export back: each line becomes the record that was sealed.</summary>
/// <remarks>Accepts only the columns of an export, in their order, because other readers could interpret a duplicate column differently.</remarks>
internal static class ExportedRows
{
    private const string Category = "category.";
    private const int LongestLine = 1024 * 1024;
    private static readonly string[] Members = [.. RecordMembers.Exported.Select(RecordMembers.NameOf)];
    private static readonly Dictionary<string, JsonValueKind> Kinds = RecordMembers.Exported.ToDictionary(RecordMembers.NameOf, RecordMembers.KindOf, StringComparer.Ordinal);
    private static readonly string LeafIndex = RecordMembers.NameOf(RecordMember.LeafIndex), Choices = RecordMembers.NameOf(RecordMember.Choices);

    /// <summary>The columns before and after the columns of the categories.</summary>
    private static readonly string[] Before = [.. Members.TakeWhile(name => name != Choices)], Behind = Members[(Before.Length + 1)..];

    /// <exception cref="ExportFormatException">A row has no position, or the file is not an export.</exception>
    public static IAsyncEnumerable<ExportedRow> ReadAsync(Stream content, ExportFormat format, CancellationToken ct) =>
        format == ExportFormat.Csv ? ReadCsvAsync(content, ct) : ReadNdjsonAsync(content, ct);

    private static async IAsyncEnumerable<ExportedRow> ReadCsvAsync(Stream content, [EnumeratorCancellation] CancellationToken ct)
    {
        string[]? header = null;
        var number = 0L;
        await foreach (var cells in CsvRows.ReadAsync(content, ct))
        {
            number++;
            if (header is null)
                header = IsHeader(cells) ? cells : throw new ExportFormatException("row 1 does not have the names of an export's columns");
            else if (cells.Length != header.Length)
                throw new ExportFormatException($"row {number} has {cells.Length} cells for {header.Length} columns");
            else
                yield return Of(FromCells(header, cells, number), number);
        }

        if (header is null)
            throw new ExportFormatException("the export has no row with the names of its columns");
    }

    private static bool IsHeader(string[] names) =>
        names.Length >= Before.Length + Behind.Length && names.AsSpan(0, Before.Length).SequenceEqual(Before) && names.AsSpan(names.Length - Behind.Length).SequenceEqual(Behind)
        && names[Before.Length..^Behind.Length] is var categories
        && Array.TrueForAll(categories, n => n.StartsWith(Category, StringComparison.Ordinal)) && categories.Distinct(StringComparer.Ordinal).Count() == categories.Length;

    private static async IAsyncEnumerable<ExportedRow> ReadNdjsonAsync(Stream content, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var lines = new LineReader(content, LongestLine);
        while (await lines.ReadAsync(ct) is { } line)
            yield return Of(WrittenLine.Read(line) ?? throw new ExportFormatException($"line {lines.Number} is not JSON in the form of an export"), lines.Number);
    }

    private static ExportedRow Of(JsonObject row, long number)
    {
        if (!CanonicalJson.TryGetInteger(row[LeafIndex], out var position) || position < 0)
            throw new ExportFormatException($"row {number} has no position (leafIndex)");

        var whole = row.Has(Members);
        row.Remove(LeafIndex);
        // Absent values were not sealed.
        foreach (var name in row.Where(member => member.Value is null).Select(member => member.Key).ToList())
            row.Remove(name);

        row[RecordMembers.NameOf(RecordMember.V)] = RecordMembers.Version;
        row[RecordMembers.NameOf(RecordMember.Type)] = RecordMembers.Type;
        return new ExportedRow(position, row.Text(RecordMembers.NameOf(RecordMember.RecordId)) ?? "without id", row, whole ? TryCanonical(row) : null);
    }

    /// <summary>Converts a CSV row to the members that a line of NDJSON has.</summary>
    private static JsonObject FromCells(string[] header, string[] cells, long number)
    {
        var (row, choices) = (new JsonObject(), new JsonObject());
        for (var at = 0; at < header.Length; at++)
        {
            var (name, cell) = (header[at], cells[at]);
            if (!name.StartsWith(Category, StringComparison.Ordinal))
                row[name] = Value(Kinds[name], cell, number);
            else if (cell.Length > 0)
                choices[name[Category.Length..]] = Boolean(cell);

            if (at == Before.Length - 1)
                row[Choices] = choices;
        }

        return row;
    }

    private static JsonNode? Value(JsonValueKind kind, string cell, long number) => kind switch
    {
        JsonValueKind.Object => WrittenLine.Read(Encoding.UTF8.GetBytes(cell)) ?? throw new ExportFormatException($"row {number} has services that are not a JSON object in the form of an export"),
        _ when cell.Length == 0 => null,
        JsonValueKind.Number => Number(cell),
        JsonValueKind.True => Boolean(cell),
        _ => cell,
    };

    /// <summary>Converts true and false. Any other value stays text, so that the record does not match its hash.</summary>
    private static JsonNode Boolean(string cell) => cell switch { "true" => true, "false" => false, _ => cell };

    private static JsonNode Number(string cell) =>
        long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && whole.ToString(CultureInfo.InvariantCulture) == cell ? whole : cell;

    internal static byte[]? TryCanonical(JsonObject record)
    {
        try
        {
            return CanonicalJson.Serialize(record);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return null; // a number above 2^53, or a lone surrogate
        }
    }
}
