using System.Runtime.CompilerServices;
using System.Text;
using ConsentHub.ConsentLog.Export;

namespace ConsentHub.Verification.Exports;

/// <summary>Reads CSV as exports write it, and removes the apostrophe that guards a cell (docs/data-dictionary.md).</summary>
/// <remarks>
/// Accepts only what exports write: lines end with CR LF, and only cells that need quotes or the apostrophe have them.
/// </remarks>
internal static class CsvRows
{
    private const int MaxCells = 256, MaxCell = 64 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ExportFormatException">The file is not the CSV of an export.</exception>
    public static async IAsyncEnumerable<string[]> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        using var text = new StreamReader(stream, StrictUtf8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var buffer = new char[32 * 1024];
        var (cells, cell) = (new List<string>(), new StringBuilder());
        var (quoted, closed, returned, row) = (false, false, false, 1L);
        for (var length = await FillAsync(text, buffer, ct); length > 0; length = await FillAsync(text, buffer, ct))
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
                    throw new ExportFormatException($"row {row} has text after a quoted cell");
                }
                else
                {
                    cell.Append(c);
                }

                if (cell.Length > MaxCell || cells.Count > MaxCells)
                    throw new ExportFormatException($"row {row} is longer than any line of an export");
            }
        }

        if (returned || quoted || cell.Length > 0 || cells.Count > 0)
            throw new ExportFormatException($"row {row} has no end");

        bool InQuotes() => quoted && !closed;

        void EndCell()
        {
            var written = cell.ToString();
            var value = written is ['\'', .. var rest] ? rest : written;
            if (CsvCells.NeedsGuard(value) != value.Length < written.Length || CsvCells.NeedsQuotes(written) != quoted)
                throw new ExportFormatException($"row {row} has a cell with a quote or an apostrophe that no export writes, or without one");

            cells.Add(value);
            cell.Clear();
            (quoted, closed) = (false, false);
        }
    }

    private static async ValueTask<int> FillAsync(StreamReader text, char[] buffer, CancellationToken ct)
    {
        try
        {
            return await text.ReadAsync(buffer, ct);
        }
        catch (DecoderFallbackException)
        {
            throw new ExportFormatException("the export is not UTF-8");
        }
    }
}

/// <summary>An export or its manifest has the wrong format. The message has no full stop, because the command that prints it appends one.</summary>
internal sealed class ExportFormatException(string message) : Exception(message);
