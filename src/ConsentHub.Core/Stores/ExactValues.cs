namespace ConsentHub.Stores;

/// <summary>The values that this program can have written to a record's columns, for verification.</summary>
internal static class ExactValues
{
    public static bool IsTime(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static bool IsWord<T>(long value)
        where T : struct, Enum =>
        value is >= 0 and <= int.MaxValue && Enum.IsDefined((T)Enum.ToObject(typeof(T), value));

    /// <summary>Byte pairs in ascending order of their services, without duplicates (<c>ServiceChoices</c>).</summary>
    public static bool AreServices(ReadOnlySpan<byte> services)
    {
        if (services.Length == 0 || services.Length % 2 != 0)
            return false;

        var last = -1;
        for (var at = 0; at < services.Length; at += 2)
        {
            var number = ((services[at] << 8) | services[at + 1]) >> 1;
            if (number <= last)
                return false;

            last = number;
        }

        return true;
    }
}
