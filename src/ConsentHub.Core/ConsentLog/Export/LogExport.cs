using ConsentHub.Consents;
using ConsentHub.Sites;

namespace ConsentHub.ConsentLog.Export;

/// <summary>The progress of an export: the last leaf index written, and the number of records so far.</summary>
internal readonly record struct ExportPosition(long? LeafIndex, long Records);

/// <summary>Writes a part of the consent log to a stream, for HTTP and for the command line alike.</summary>
internal sealed class LogExport(IConsentLog log, SiteDirectory sites)
{
    /// <summary>Writes every selected record in the order of the log, from one consistent state, in constant memory.</summary>
    /// <remarks>
    /// Writes whole rows, about 64 KB at a time. If this method throws, the export is incomplete, and the caller must not
    /// present it as complete.
    /// </remarks>
    public Task<ExportPosition> WriteAsync(
        LogSelection selection, ExportFormat format, Stream output, IProgress<ExportPosition>? progress, CancellationToken ct) =>
        WriteAsync(selection.Site, log.ReadAsync(selection.Query, ct), format, output, progress, ct);

    /// <summary>Like the overload above, but writes records that the caller reads.</summary>
    public async Task<ExportPosition> WriteAsync(
        Site site, IAsyncEnumerable<ConsentRecord> records, ExportFormat format, Stream output, IProgress<ExportPosition>? progress, CancellationToken ct)
    {
        var buffer = new Utf8Buffer();
        var notices = new ShownNotices(sites, site);
        IRecordWriter rows = format == ExportFormat.Csv ? new CsvRecords(buffer, notices) : new JsonRecords(buffer, notices);
        var position = default(ExportPosition);

        rows.Begin();
        await foreach (var record in records)
        {
            rows.Write(record, await notices.OfAsync(record, ct));
            position = new(record.LeafIndex, position.Records + 1);
            if (!buffer.IsFull)
                continue;

            await buffer.FlushToAsync(output, ct);
            progress?.Report(position);
        }

        await buffer.FlushToAsync(output, ct);
        progress?.Report(position);
        return position;
    }

    /// <summary>One page as a JSON object, with <c>next</c> if the log continues.</summary>
    public async Task<ReadOnlyMemory<byte>> PageAsync(LogSelection selection, int limit, CancellationToken ct)
    {
        var buffer = new Utf8Buffer();
        var notices = new ShownNotices(sites, selection.Site);
        var json = new JsonRecords(buffer, notices);
        var count = 0;
        var last = 0L;
        var more = false;

        buffer.Append("{\"records\":["u8);
        // Reads one record more than requested, to know whether the log continues.
        await foreach (var record in log.ReadAsync(selection.Query with { Limit = limit + 1 }, ct))
        {
            if (count == limit)
            {
                more = true;
                break;
            }

            if (count++ > 0)
                buffer.Append((byte)',');

            json.WriteObject(record, await notices.OfAsync(record, ct));
            last = record.LeafIndex;
        }

        buffer.Append((byte)']');
        if (more)
        {
            buffer.Append(",\"next\":\""u8);
            buffer.Append(System.Text.Encoding.ASCII.GetBytes(selection.CursorAfter(last)));
            buffer.Append((byte)'"');
        }

        buffer.Append((byte)'}');
        return buffer.Written;
    }
}
