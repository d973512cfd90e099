using System.Runtime.CompilerServices;

namespace ConsentHub.Sites.Model;

/// <summary>Finds the region rule of a site for a region. A region that is unknown or not listed gets rule 0, <c>opt_in</c>.</summary>
internal static class Regions
{
    /// <summary>The code of a caller whose region is unknown.</summary>
    public const string Unknown = "ZZ";

    /// <summary>Represents every region in a response that is the same for all of them (<see cref="AllAlike"/>).</summary>
    public const string Every = "*";

    private const string Eu = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";

    /// <summary>ISO 3166-1 alpha-2, officially assigned codes.</summary>
    private const string Iso3166 =
        """
        AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ
        CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR
        GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT
        JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ
        MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA
        RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ
        UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
        """;

    /// <summary>A cache, because each request needs the rule of its region, and a site file may list thousands of codes.</summary>
    private static readonly ConditionalWeakTable<SiteFile, Dictionary<string, int>> RulesByCode = [];

    private static readonly HashSet<string> Countries = Words(Iso3166).ToHashSet(StringComparer.Ordinal);

    /// <summary>Groups from the smallest to the largest: a smaller group is more specific.</summary>
    private static readonly (string Code, HashSet<string> Members)[] Groups =
    [
        ("EU", Words(Eu).ToHashSet(StringComparer.Ordinal)),
        ("EEA", Words(Eu + " IS LI NO").ToHashSet(StringComparer.Ordinal)),
    ];

    /// <summary>Whether this is an ISO 3166-1 country, a subdivision in the shape of ISO 3166-2, or <see cref="Unknown"/>.</summary>
    public static bool IsKnown(string region) => string.Equals(region, Unknown, StringComparison.Ordinal) || IsCountryOrPart(region);

    public static bool IsCountry(string code) => Countries.Contains(code);

    public static bool IsGroup(string code) => Array.Exists(Groups, g => g.Code == code);

    /// <summary>Whether a region rule may name this code: a country, a part of one, or a group.</summary>
    public static bool IsListable(string code) => IsGroup(code) || IsCountryOrPart(code);

    /// <summary>The countries of a group. For a code that is not a group: only that code.</summary>
    public static IReadOnlyCollection<string> Expand(string code) =>
        Groups.FirstOrDefault(g => g.Code == code).Members is { } members ? members : [code];

    /// <summary>The number of the region rule that applies: 0 for the default, i + 1 for the rule at index i. The most specific rule wins; among equally specific rules, the first.</summary>
    public static int RuleFor(SiteFile content, string region)
    {
        if (content.Regions.Count == 0 || !IsCountryOrPart(region))
            return 0;

        var country = region[..2];
        return RuleNaming(content, region) ?? RuleNaming(content, country) ?? Groups
            .Where(g => g.Members.Contains(country))
            .Select(g => RuleNaming(content, g.Code))
            .FirstOrDefault(rule => rule is not null) ?? 0;
    }

    public static ConsentModel ModelOf(SiteFile content, int rule) => rule == 0 ? ConsentModel.OptIn : content.Regions[rule - 1].Model;

    /// <summary>True if every region has the same rules, so that one response serves all of them.</summary>
    public static bool AllAlike(SiteFile content) =>
        content.Regions.All(r => r.Model == ConsentModel.OptIn) && RulesOf(content).All(rule => Reask.Of(content, rule) == Reask.Of(content, 0));

    /// <summary>Every rule for which a notice is rendered, including the default.</summary>
    public static IEnumerable<int> RulesOf(SiteFile content) => Enumerable.Range(0, content.Regions.Count + 1);

    private static int? RuleNaming(SiteFile content, string code) =>
        RulesByCode.GetValue(content, Index).TryGetValue(code, out var rule) ? rule : null;

    private static Dictionary<string, int> Index(SiteFile content)
    {
        var rules = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (i, rule) in content.Regions.Index())
        {
            foreach (var code in rule.In)
                rules.TryAdd(code, i + 1);
        }

        return rules;
    }

    private static bool IsCountryOrPart(string region) =>
        region.Length >= 2 && Countries.Contains(region[..2]) && (region.Length == 2 || IsPart(region[2..]));

    private static bool IsPart(string rest) =>
        rest is ['-', _, ..] && rest.Length <= 4 && rest.Skip(1).All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    private static string[] Words(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
