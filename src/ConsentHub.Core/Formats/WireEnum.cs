using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ConsentHub.Formats;

/// <summary>Writes an enum as its snake_case word in the API, and reads only that word, never a number.</summary>
internal sealed class WireEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>The words of an enum in JSON, SQL and CSV.</summary>
internal static class WireNames<T>
    where T : struct, Enum
{
    /// <summary>Indexed by the enum's numbers, which begin at 0 without gaps; the names are in the same order.</summary>
    private static readonly string[] ByValue = [.. Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    private static readonly Dictionary<string, int> ByWord = Numbered(ByValue);

    /// <summary>All words, joined for a message such as "must be one of opt_in, opt_out".</summary>
    public static string All { get; } = string.Join(", ", ByValue);

    /// <summary>Number of words.</summary>
    public static int Count => ByValue.Length;

    public static bool TryParse(string? word, out T value)
    {
        var number = 0;
        var known = word is not null && ByWord.TryGetValue(word, out number);
        value = Unsafe.BitCast<int, T>(number);
        return known;
    }

    public static string Of(T value) => ByValue[Number(value)];

    public static string Of(int number) => ByValue[number];

    internal static int Number(T value) => Unsafe.BitCast<T, int>(value);

    // Maps to int instead of the enum: the framework ships this dictionary type compiled, but one per enum would be compiled at every start.
    private static Dictionary<string, int> Numbered(string[] words)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (number, word) in words.Index())
            numbers.Add(word, number);

        return numbers;
    }
}

/// <summary>The words of <see cref="WireNames{T}"/> as UTF-8, for responses that are written byte by byte.</summary>
internal static class Utf8Words<T>
    where T : struct, Enum
{
    private static readonly byte[][] ByValue =
        [.. Enumerable.Range(0, WireNames<T>.Count).Select(number => System.Text.Encoding.UTF8.GetBytes(WireNames<T>.Of(number)))];

    public static ReadOnlySpan<byte> Of(T value) => ByValue[WireNames<T>.Number(value)];
}
