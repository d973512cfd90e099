using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ConsentHub.Formats;

/// <summary>Buffers whole rows for a stream. The buffer is reused, so an export needs constant memory.</summary>
internal sealed class Utf8Buffer : IBufferWriter<byte>
{
    /// <summary>Rows are written to the stream once the buffer holds this many bytes.</summary>
    public const int FlushAt = 64 * 1024;

    private byte[] bytes = new byte[FlushAt + (16 * 1024)];
    private int length;

    public bool IsFull => length >= FlushAt;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    public void Clear() => length = 0;

    public void Advance(int count) => length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsMemory(length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsSpan(length);
    }

    public void Append(byte value)
    {
        Reserve(1);
        bytes[length++] = value;
    }

    public void Append(ReadOnlySpan<byte> utf8)
    {
        Reserve(utf8.Length);
        utf8.CopyTo(bytes.AsSpan(length));
        length += utf8.Length;
    }

    /// <summary>Appends text that is known to be ASCII.</summary>
    public void AppendAscii(string text) => Advance(Encoding.ASCII.GetBytes(text, GetSpan(text.Length)));

    /// <summary>A number, a time or an id as text, formatted in place.</summary>
    public void Append<T>(T value)
        where T : IUtf8SpanFormattable
    {
        if (!value.TryFormat(GetSpan(64), out var written, default, null))
            throw new InvalidOperationException("The value is longer than any value that this buffer formats.");

        length += written;
    }

    /// <summary>A time as <see cref="Rfc3339"/>.</summary>
    public void AppendTime(DateTimeOffset time) => length += Rfc3339.Write(time, GetSpan(Rfc3339.Length));

    /// <summary>16 hexadecimal digits.</summary>
    public void AppendHex(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Convert.TryToHexStringLower(bytes, GetSpan(2 * sizeof(ulong)), out var written);
        length += written;
    }

    public async ValueTask FlushToAsync(Stream output, CancellationToken ct)
    {
        await output.WriteAsync(Written, ct);
        length = 0;
    }

    private void Reserve(int count)
    {
        if (bytes.Length - length < Math.Max(count, 1))
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + count));
    }
}
