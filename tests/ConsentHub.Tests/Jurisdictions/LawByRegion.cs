using System.Globalization;
using System.Text;
using ConsentHub.Formats;
using ConsentHub.Jurisdictions;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Jurisdictions;

/// <summary>Writes what the shipped tables yield: region, date, signal and age.</summary>
internal static class LawByRegion
{
    public const string FileName = "law-by-region.txt";

    private const string Legend =
        """
        What the tables of law yield for each region, from each day on which something changes.
        A day applies until the next line of the region. The letters stand for the ages 12 to 18:

          p  a parent has to consent         c  the visitor's own choice counts
          o  as c, and the browser's signal   -  no age is known
             is an opt-out of sale and ads

        region from       no signal signal  | rights | sources: signal; age; rights; authority

        """;

    private static readonly int[] Ages = [12, 13, 14, 15, 16, 17, 18];

    public static string InSource { get; } = Path.Combine(Path.GetDirectoryName(TestSite.Folder)!, "tests/ConsentHub.Tests/Jurisdictions", FileName);

    public static string Write()
    {
        List<DateOnly> days =
        [
            .. JurisdictionTable.AllAuthorities.Concat<IDatedRow>(JurisdictionTable.AllRights).Concat(JurisdictionTable.AllSignals).Concat(JurisdictionTable.AllAges)
                .SelectMany(row => row.To is { } to ? [row.From, to.AddDays(1)] : new[] { row.From }).Distinct().Order(),
        ];
        var written = new StringBuilder(Legend.ReplaceLineEndings("\n"));
        foreach (var region in JurisdictionTable.AllRegions.Order(StringComparer.Ordinal))
        {
            var before = "";
            foreach (var day in days)
            {
                var line = Line(region, day);
                if (line != before && (before.Length > 0 || !IsEmpty(region, day)))
                    written.Append(CultureInfo.InvariantCulture, $"{region,-6} {day:yyyy-MM-dd} {before = line}\n");
            }
        }

        return written.ToString();
    }

    private static bool IsEmpty(string region, DateOnly day) =>
        JurisdictionTable.Signal(region, day) is null && JurisdictionTable.Age(region, day) is null && JurisdictionTable.Rights(region, day) is null && JurisdictionTable.Authority(region, day) is null;

    private static string Line(string region, DateOnly day)
    {
        var (signal, age) = (JurisdictionTable.Signal(region, day), JurisdictionTable.Age(region, day));
        var (rights, authority) = (JurisdictionTable.Rights(region, day), JurisdictionTable.Authority(region, day));
        var names = rights is null ? "-" : string.Join(' ', rights.Rights.Select(WireNames<PrivacyRight>.Of));
        return $"{Results(age, sent: null)}   {Results(age, signal)} | {names} | {signal?.Source ?? "-"}; {age?.Source ?? "-"}; {rights?.Source ?? "-"}; {authority?.Name ?? "-"}";
    }

    /// <summary>One letter for each age.</summary>
    private static string Results(ConsentAge? age, SignalDuty? sent) => string.Concat(Ages.Select(years => years < age?.Age ? 'p' : sent is not null ? 'o' : age is null ? '-' : 'c'));
}
