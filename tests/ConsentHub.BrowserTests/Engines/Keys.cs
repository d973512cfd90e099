namespace ConsentHub.BrowserTests.Engines;

/// <summary>WebDriver's codes for keys, by their names in <c>KeyboardEvent.key</c>.</summary>
internal static class Keys
{
    private static readonly Dictionary<string, char> Codes = new(StringComparer.Ordinal)
    {
        ["Tab"] = '\uE004',
        ["Enter"] = '\uE007',
        ["Shift"] = '\uE008',
        ["Control"] = '\uE009',
        ["Escape"] = '\uE00C',
        ["Space"] = ' ',
        ["PageUp"] = '\uE00E',
        ["PageDown"] = '\uE00F',
        ["End"] = '\uE010',
        ["Home"] = '\uE011',
        ["ArrowLeft"] = '\uE012',
        ["ArrowUp"] = '\uE013',
        ["ArrowRight"] = '\uE014',
        ["ArrowDown"] = '\uE015',
    };

    /// <summary>The codes of one press such as <c>Shift+Tab</c>, in the order in which the keys are pressed.</summary>
    public static char[] CodesOf(string press) =>
        [.. press.Split('+').Select(key => key.Length == 1 ? key[0] : Codes.TryGetValue(key, out var code) ? code : throw new ArgumentException($"No key {key}.", nameof(press)))];
}
