using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Analysis.Export;
using ConsentHub.Ledger;

namespace ConsentHub.Verification;

/// <summary>A record of an export, as it was sealed if nobody changed it.</summary>
/// <param name="Canonical">The sealed form; null where the row can't have one.</param>
internal sealed record ExportedRow(long Position, string Id, JsonObject Record, byte[]? Canonical);

/// <summary>Reads an export back: each line becomes the record that was sealed.</summary>
internal static class ExportedRows
{
    private const string Category = "category.", LeafIndex = "leafIndex", Services = "services";
    private static readonly string[] Optional = ["previous", "page", "apiKey"];
    private static readonly string[] Booleans = ["gpcShown", "gpcSeen"];

    /// <exception cref="ExportFormatException">A row can't be told from another, or the file is no export.</exception>
    public static IAsyncEnumerable<ExportedRow> ReadAsync(TextReader text, ExportFormat format, CancellationToken ct) =>
        format == ExportFormat.Csv ? ReadCsvAsync(text, ct) : ReadNdjsonAsync(text, ct);

    private static async IAsyncEnumerable<ExportedRow> ReadCsvAsync(TextReader text, [EnumeratorCancellation] CancellationToken ct)
    {
        string[]? header = null;
        var number = 0L;
        await foreach (var cells in CsvRows.ReadAsync(text, ct))
        {
            number++;
            if (header is null)
                header = cells;
            else if (cells.Length != header.Length)
                throw new ExportFormatException($"row {number} has {cells.Length} cells under {header.Length} names");
            else
                yield return Of(FromCells(header, cells, number), number);
        }
    }

    private static async IAsyncEnumerable<ExportedRow> ReadNdjsonAsync(TextReader text, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var number = 1L; await text.ReadLineAsync(ct) is { } line; number++)
            yield return Of(Parse(line) ?? throw new ExportFormatException($"line {number} is no JSON object"), number);
    }

    private static ExportedRow Of(JsonObject row, long number)
    {
        try
        {
            if (!CanonicalJson.TryGetInteger(row[LeafIndex], out var position) || position < 0)
                throw new ExportFormatException($"row {number} has no position (leafIndex)");

            row.Remove(LeafIndex);
            // What is absent was not sealed.
            foreach (var name in Optional)
            {
                if (row.ContainsKey(name) && row[name] is null)
                    row.Remove(name);
            }

            row["v"] = 1;
            row["type"] = "consent";
            var id = row["recordId"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "without id";
            return new ExportedRow(position, id, row, TryCanonical(row));
        }
        catch (ArgumentException)
        {
            throw new ExportFormatException($"row {number} has a name twice");
        }
    }

    private static JsonObject FromCells(string[] header, string[] cells, long number)
    {
        var (row, choices) = (new JsonObject(), new JsonObject());
        for (var at = 0; at < header.Length; at++)
        {
            var (name, cell) = (header[at], cells[at]);
            if (name.StartsWith(Category, StringComparison.Ordinal))
            {
                if (cell.Length > 0)
                    choices[name[Category.Length..]] = Boolean(cell);
            }
            else if (name == Services)
            {
                row[name] = Parse(cell) ?? throw new ExportFormatException($"row {number} has services that are no JSON object");
            }
            else if (name is LeafIndex or "notice" || (name == "apiKey" && cell.Length > 0))
            {
                row[name] = long.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
                    && whole.ToString(CultureInfo.InvariantCulture) == cell ? whole : cell;
            }
            else if (cell.Length > 0)
            {
                row[name] = Booleans.Contains(name) ? Boolean(cell) : cell;
            }
        }

        row["choices"] = choices;
        return row;
    }

    /// <summary>Another word stays text, so that the record does not fit its hash.</summary>
    private static JsonNode Boolean(string cell) => cell switch { "true" => true, "false" => false, _ => cell };

    internal static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal static byte[]? TryCanonical(JsonObject record)
    {
        try
        {
            return CanonicalJson.Serialize(record);
        }
        catch (InvalidOperationException)
        {
            return null; // a fraction
        }
    }
}
