using System.Buffers;
using System.IO.Pipelines;

namespace ConsentHub.Verification.Exports;

/// <summary>Reads raw lines of a file: bytes up to a line feed, which the last line must have too. Refuses a line that is longer than any line that the hub writes.</summary>
internal sealed class LineReader(Stream stream, int longest) : IAsyncDisposable
{
    private readonly PipeReader pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));

    public long Number { get; private set; }

    /// <summary>The next line without its line feed; null at the end.</summary>
    /// <exception cref="ExportFormatException">The line has no end, or is too long.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken ct)
    {
        Number++;
        while (true)
        {
            var read = await pipe.ReadAsync(ct);
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = read.Buffer.Slice(0, end).ToArray();
                pipe.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }

            if (read.Buffer.Length > longest)
                throw new ExportFormatException($"line {Number} is longer than any line that the hub writes");
            if (read.IsCompleted)
                return read.Buffer.IsEmpty ? null : throw new ExportFormatException($"line {Number} has no end");

            pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    public ValueTask DisposeAsync() => pipe.CompleteAsync();
}
