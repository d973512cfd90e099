namespace ConsentHub.Stores;

/// <summary>What the columns of a record can hold when this program wrote them, for verification.</summary>
internal static class ExactValues
{
    public static bool IsTime(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static bool IsWord<T>(long value)
        where T : struct, Enum =>
        value is >= 0 and <= int.MaxValue && Enum.IsDefined((T)Enum.ToObject(typeof(T), value));

    /// <summary>Pairs of bytes in ascending order of their services, none twice (<c>ServiceChoices</c>).</summary>
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
