using System.Collections.Frozen;

namespace ConsentHub.Pages.Texts;

/// <summary>Selects the form of a counted word for a whole number, by the plural rules of Unicode CLDR.</summary>
/// <remarks>
/// A counted word lists its forms in the order of CLDR (zero, one, two, few, many, other), without those that its language lacks.
/// Supports only whole numbers: no fractions, and not the "many" of Romance languages for millions.
/// </remarks>
internal sealed record PluralRule(int Forms, Func<long, int> Form)
{
    private static readonly PluralRule OneAndOther = new(2, n => n == 1 ? 0 : 1);
    private static readonly PluralRule NoughtCountsAsOne = new(2, n => n is 0 or 1 ? 0 : 1);
    private static readonly PluralRule Always = new(1, _ => 0);
    private static readonly PluralRule EndsInOne = new(2, n => IsOne(n) ? 0 : 1);
    private static readonly PluralRule CzechAndSlovak = new(3, n => n switch { 1 => 0, >= 2 and <= 4 => 1, _ => 2 });
    private static readonly PluralRule EastAndSouthSlavic = new(3, n => IsOne(n) ? 0 : IsFew(n) ? 1 : 2);

    private static readonly FrozenDictionary<string, PluralRule> ByLanguage = new Dictionary<string, PluralRule>(StringComparer.OrdinalIgnoreCase)
    {
        ["ar"] = new(6, n => (n, n % 100) switch { (0, _) => 0, (1, _) => 1, (2, _) => 2, (_, >= 3 and <= 10) => 3, (_, >= 11) => 4, _ => 5 }),
        ["cs"] = CzechAndSlovak,
        ["fr"] = NoughtCountsAsOne,
        ["ga"] = new(5, n => n switch { 1 => 0, 2 => 1, >= 3 and <= 6 => 2, >= 7 and <= 10 => 3, _ => 4 }),
        ["he"] = new(3, n => n switch { 1 => 0, 2 => 1, _ => 2 }),
        ["hr"] = EastAndSouthSlavic,
        ["is"] = EndsInOne,
        ["ja"] = Always,
        ["lt"] = new(3, n => IsOne(n) ? 0 : n % 10 is not 0 && n % 100 is not (>= 11 and <= 19) ? 1 : 2),
        ["lv"] = new(3, n => n % 10 == 0 || n % 100 is >= 11 and <= 19 ? 0 : IsOne(n) ? 1 : 2),
        ["mt"] = new(5, n => (n, n % 100) switch { (1, _) => 0, (2, _) => 1, (0, _) or (_, >= 3 and <= 10) => 2, (_, >= 11 and <= 19) => 3, _ => 4 }),
        ["pl"] = new(3, n => n == 1 ? 0 : IsFew(n) ? 1 : 2),
        ["pt-BR"] = NoughtCountsAsOne,
        ["ro"] = new(3, n => n == 1 ? 0 : n == 0 || n % 100 is >= 1 and <= 19 ? 1 : 2),
        ["sk"] = CzechAndSlovak,
        ["sl"] = new(4, n => (n % 100) switch { 1 => 0, 2 => 1, 3 or 4 => 2, _ => 3 }),
        ["uk"] = EastAndSouthSlavic,
        ["zh"] = Always,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <param name="lang">A language that the page has texts in. Most languages have two forms: one and other.</param>
    public static PluralRule Of(string lang) => ByLanguage.GetValueOrDefault(lang) ?? OneAndOther;

    /// <summary>1, 21, 31, 101, but not 11 or 111.</summary>
    private static bool IsOne(long n) => n % 10 == 1 && n % 100 != 11;

    /// <summary>2 to 4, 22 to 24, but not 12 to 14.</summary>
    private static bool IsFew(long n) => n % 10 is >= 2 and <= 4 && n % 100 is not (>= 12 and <= 14);
}
