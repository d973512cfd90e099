using System.Threading.Channels;

namespace ConsentHub.Duties;

/// <summary>Tells the process that duties may have been added, so that they are sent at once. Other processes find them a moment later by themselves.</summary>
internal sealed class DutySignal
{
    private readonly Channel<bool> channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private Task<bool>? waiting;

    public void Set() => channel.Writer.TryWrite(true);

    /// <summary>Waits until the signal is set, at most for a time. For one caller at a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        waiting ??= channel.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        try
        {
            await waiting.WaitAsync(atMost, ct);
            waiting = null;
            channel.Reader.TryRead(out _);
        }
        catch (TimeoutException)
        {
            // The next call continues the same wait.
        }
    }
}
