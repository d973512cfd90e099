using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ConsentHub.Formats;

/// <summary>The e-mail addresses that the hub writes to: <c>name@host.example</c>, without quotes, comments, lists or line breaks.</summary>
internal static class EmailAddress
{
    public const int Longest = 254;
    private const int LongestName = 64;

    private static readonly SearchValues<char> InName = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.");

    public static bool IsValid([NotNullWhen(true)] string? text) => TryParse(text, out _);

    /// <summary>Reads an address. The host's name becomes lower case, and ASCII if it has other letters.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out string? address)
    {
        address = null;
        if (text is not { Length: >= 3 and <= Longest } || text.Split('@') is not [{ Length: >= 1 and <= LongestName } name, var domain]
            || name.AsSpan().ContainsAnyExcept(InName) || name.StartsWith('.') || name.EndsWith('.') || name.Contains("..", StringComparison.Ordinal))
            return false;

        if (ToAscii(domain) is not { } host || !IsHost(host) || name.Length + 1 + host.Length > Longest)
            return false;

        address = $"{name}@{host}";
        return true;
    }

    private static string? ToAscii(string domain)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }.GetAscii(domain).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsHost(string host) =>
        host.Contains('.', StringComparison.Ordinal) && host.Split('.').All(label => label.Length is >= 1 and <= 63 && label[0] != '-' && label[^1] != '-') && !char.IsAsciiDigit(host[^1]);
}
