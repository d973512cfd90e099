using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConsentHub.Json;

/// <summary>Writes an enum as the snake_case word of the contract and reads that word only, never a number.</summary>
internal sealed class WireEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The words of an enum as they stand in JSON, SQL and CSV.</summary>
internal static class WireWords<T>
    where T : struct, Enum
{
    private static readonly Dictionary<string, T> ByWord =
        Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()), StringComparer.Ordinal);

    /// <summary>By the enum's numbers, which begin at 0 and have no gap.</summary>
    private static readonly string[] ByValue = [.. ByWord.OrderBy(p => Number(p.Value)).Select(p => p.Key)];

    /// <summary>All words, joined for a message such as "must be one of opt_in, opt_out".</summary>
    public static string All { get; } = string.Join(", ", ByWord.Keys);

    public static bool TryParse(string? word, out T value)
    {
        value = default;
        return word is not null && ByWord.TryGetValue(word, out value);
    }

    public static string Of(T value) => ByValue[Number(value)];

    internal static int Number(T value) => Unsafe.BitCast<T, int>(value);
}

/// <summary>The same words as UTF-8, for answers that are written byte by byte.</summary>
internal static class Utf8Words<T>
    where T : struct, Enum
{
    private static readonly byte[][] ByValue =
        [.. Enum.GetValues<T>().OrderBy(WireWords<T>.Number).Select(v => System.Text.Encoding.UTF8.GetBytes(WireWords<T>.Of(v)))];

    public static ReadOnlySpan<byte> Of(T value) => ByValue[WireWords<T>.Number(value)];
}
