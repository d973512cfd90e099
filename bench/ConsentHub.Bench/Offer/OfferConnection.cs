using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;

namespace ConsentHub.Bench.Offer;

/// <summary>One kept-alive connection that has one request at a time and always waits for data.</summary>
internal sealed class OfferConnection(OpenLoop load, OfferTally tally) : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SocketAsyncEventArgs receive = new();
    private readonly byte[] buffer = new byte[4096];
    private byte[] request = [];
    private int received;
    private long due;
    private int waiting;
    private bool closed;

    public async Task OpenAsync(IPEndPoint to, int length, CancellationToken ct)
    {
        await socket.ConnectAsync(to, ct);
        request = new byte[length];
        receive.Completed += (_, _) => Receive(completed: true);
        Receive(completed: false);
    }

    /// <summary>Sends one choice; its time counts from when it was due.</summary>
    public void Send(OfferedChoice choice, long dueAt)
    {
        choice.Write(request);
        due = dueAt;
        tally.Sent();
        Interlocked.Exchange(ref waiting, 1);
        if (Volatile.Read(ref closed))
        {
            Break();
            return;
        }

        try
        {
            // Less than the socket's buffer, so this does not wait.
            socket.Send(request);
        }
        catch (SocketException)
        {
            Break();
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        receive.Dispose();
    }

    /// <summary>Processes what was received and asks for more, until the rest has not been received yet.</summary>
    private void Receive(bool completed)
    {
        try
        {
            for (; ; completed = true)
            {
                if (completed && !Take())
                    return;

                receive.SetBuffer(buffer, received, buffer.Length - received);
                if (socket.ReceiveAsync(receive))
                    return;
            }
        }
        catch (ObjectDisposedException)
        {
            // The end of the run.
        }
    }

    /// <summary>False once the connection can't be used any more.</summary>
    private bool Take()
    {
        if (receive.SocketError != SocketError.Success || receive.BytesTransferred == 0)
        {
            Break();
            return false;
        }

        received += receive.BytesTransferred;
        var bytes = buffer.AsSpan(0, received);
        var head = bytes.IndexOf("\r\n\r\n"u8);
        if (head < 0 || !Utf8Parser.TryParse(bytes["HTTP/1.1 ".Length..], out int status, out _) || !IsWhole(bytes[..(head + 2)], bytes[(head + 4)..]))
        {
            if (received < buffer.Length)
                return true;

            Break();
            return false;
        }

        received = 0;
        var retryAfter = bytes[..head].IndexOf("\r\nRetry-After:"u8) >= 0;
        if (Interlocked.Exchange(ref waiting, 0) == 1)
        {
            tally.Answered(status, retryAfter, TimeProvider.System.GetElapsedTime(due));
            load.Free(this);
        }

        return true;
    }

    private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var name = "\r\nContent-Length: "u8;
        var at = head.IndexOf(name);
        return at >= 0
            ? Utf8Parser.TryParse(head[(at + name.Length)..], out int length, out _) && body.Length >= length
            : body.EndsWith("0\r\n\r\n"u8);
    }

    private void Break()
    {
        Volatile.Write(ref closed, true);
        if (Interlocked.Exchange(ref waiting, 0) != 1)
            return;

        tally.Broken();
        load.Lost();
    }
}
