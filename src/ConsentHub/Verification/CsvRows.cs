using System.Runtime.CompilerServices;
using System.Text;

namespace ConsentHub.Verification;

/// <summary>Reads CSV as exports write it, and takes the apostrophe off that guards a cell (docs/data-dictionary.md).</summary>
/// <remarks>Strict: lines end with CR LF, and a quote stands only around a cell or doubled in one. Anything else was not written by an export.</remarks>
internal static class CsvRows
{
    private const int MaxCells = 256, MaxCell = 64 * 1024;

    /// <exception cref="ExportFormatException">It is not the CSV of an export.</exception>
    public static async IAsyncEnumerable<string[]> ReadAsync(TextReader text, [EnumeratorCancellation] CancellationToken ct)
    {
        var buffer = new char[32 * 1024];
        var (cells, cell) = (new List<string>(), new StringBuilder());
        var (quoted, closed, returned, row) = (false, false, false, 1L);
        for (var length = await text.ReadAsync(buffer, ct); length > 0; length = await text.ReadAsync(buffer, ct))
        {
            for (var at = 0; at < length; at++)
            {
                var c = buffer[at];
                if (returned != (c == '\n' && !InQuotes()))
                    throw new ExportFormatException($"row {row} has a line end that is not CR LF");

                if (returned)
                {
                    returned = false;
                    EndCell();
                    yield return [.. cells];
                    cells.Clear();
                    row++;
                }
                else if (c == '"')
                {
                    if (!quoted && cell.Length > 0)
                        throw new ExportFormatException($"row {row} has a quote in the middle of a cell");
                    if (closed)
                        cell.Append('"');

                    (quoted, closed) = (true, quoted && !closed);
                }
                else if (InQuotes())
                {
                    cell.Append(c);
                }
                else if (c == ',')
                {
                    EndCell();
                }
                else if (c == '\r')
                {
                    returned = true;
                }
                else if (closed)
                {
                    throw new ExportFormatException($"row {row} has text behind a quoted cell");
                }
                else
                {
                    cell.Append(c);
                }

                if (cell.Length > MaxCell || cells.Count > MaxCells)
                    throw new ExportFormatException($"row {row} is longer than any that an export writes");
            }
        }

        if (returned || cell.Length > 0 || cells.Count > 0)
            throw new ExportFormatException($"row {row} has no end");

        bool InQuotes() => quoted && !closed;

        void EndCell()
        {
            var value = cell.ToString();
            cells.Add(value is ['\'', .. var rest] ? rest : value);
            cell.Clear();
            (quoted, closed) = (false, false);
        }
    }
}

/// <summary>A file is not what it should be, in words that go on after its name.</summary>
internal sealed class ExportFormatException(string message) : Exception(message);
