using System.Globalization;

namespace ConsentHub.CommandLine;

/// <summary>Shows the progress of long work in one line: percentage, number of records, and records per second. Prints nothing without a terminal.</summary>
internal sealed class ProgressBar(TextWriter error, string what, bool visible, TimeProvider time) : IDisposable
{
    private const int Width = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly long begin = time.GetTimestamp();
    private long drawn = -1;

    /// <param name="share">The completed part of the work, 0 to 1.</param>
    public void Show(double share, long records)
    {
        if (!visible || (drawn >= 0 && time.GetElapsedTime(drawn) < Pause))
            return;

        Draw(share, records);
    }

    /// <summary>Draws the final state and ends the line.</summary>
    public void Finish(long records)
    {
        if (!visible)
            return;

        Draw(1, records);
        error.WriteLine();
        drawn = -1;
    }

    /// <summary>Ends the line in its present state, if the work ended before <see cref="Finish"/>.</summary>
    public void Dispose()
    {
        if (drawn >= 0)
            error.WriteLine();
    }

    private void Draw(double share, long records)
    {
        drawn = time.GetTimestamp();
        var part = Math.Clamp(share, 0, 1);
        var full = (int)(part * Width);
        var seconds = Math.Max(time.GetElapsedTime(begin).TotalSeconds, 0.001);
        error.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r{what} [{new string('#', full)}{new string('.', Width - full)}] {part * 100,3:F0} %  {records:N0} records  {records / seconds:N0}/s   "));
    }
}

/// <summary>Reports progress synchronously, on the caller's thread.</summary>
internal sealed class ProgressTo<T>(Action<T> tell) : IProgress<T>
{
    public void Report(T value) => tell(value);
}
