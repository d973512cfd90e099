using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ConsentHub.Sites.Model;

namespace ConsentHub.Jurisdictions;

/// <summary>The dated rows that ConsentHub ships. A row of a part of a country comes before that of the country, and a newer row before an older one.</summary>
internal static class JurisdictionTable
{
    private static readonly ILookup<string, ComplaintAuthority> Authorities =
        Read("authorities.json", JurisdictionJson.Default.AuthorityFile).Authorities.ToLookup(row => row.Region, StringComparer.Ordinal);

    private static readonly ILookup<string, RegionRights> RightsByRegion = ByRegion(Read("rights.json", JurisdictionJson.Default.RightsFile).Regions, row => row.In);

    private static readonly ILookup<string, RequestDeadline> DeadlinesByRegion = ByRegion(Read("deadlines.json", JurisdictionJson.Default.DeadlinesFile).Regions, row => row.In);

    private static readonly ILookup<string, SignalDuty> Signals = ByRegion(Read("signals.json", JurisdictionJson.Default.SignalFile).Signals, row => row.In);

    private static readonly ILookup<string, ConsentAge> Ages = ByRegion(Read("ages.json", JurisdictionJson.Default.AgeFile).Ages, row => row.In);

    /// <summary>The days on which what visitors are shown changes.</summary>
    private static readonly DateOnly[] Days = [.. AllAuthorities.Concat<IDatedRow>(AllRights).SelectMany(DaysOf).Distinct().Order()];

    public static IEnumerable<ComplaintAuthority> AllAuthorities => Authorities.SelectMany(rows => rows);

    public static IEnumerable<RegionRights> AllRights => RightsByRegion.SelectMany(rows => rows).Distinct();

    public static IEnumerable<SignalDuty> AllSignals => Signals.SelectMany(rows => rows).Distinct();

    public static IEnumerable<ConsentAge> AllAges => Ages.SelectMany(rows => rows).Distinct();

    /// <summary>Every region that has a row of its own in any table.</summary>
    public static IEnumerable<string> AllRegions =>
        Authorities.Select(rows => rows.Key).Concat(RightsByRegion.Select(rows => rows.Key)).Concat(Signals.Select(rows => rows.Key)).Concat(Ages.Select(rows => rows.Key))
            .Distinct(StringComparer.Ordinal);

    public static ComplaintAuthority? Authority(string region, DateOnly day) => Find(Authorities, region, day);

    public static RegionRights? Rights(string region, DateOnly day) => Find(RightsByRegion, region, day);

    /// <summary>Null if no law requires the signal to be honoured.</summary>
    public static SignalDuty? Signal(string region, DateOnly day) => Find(Signals, region, day);

    /// <summary>Null if <c>ages.json</c> has no age for the region.</summary>
    public static ConsentAge? Age(string region, DateOnly day) => Find(Ages, region, day);

    public static IEnumerable<RequestDeadline> AllDeadlines => DeadlinesByRegion.SelectMany(rows => rows).Distinct();

    /// <summary>Null if <c>deadlines.json</c> has no row for the region.</summary>
    public static RequestDeadline? Deadline(string region, DateOnly day) => Find(DeadlinesByRegion, region, day);

    /// <summary>Whether visitors of this region read the name of an authority, now or from a later day.</summary>
    public static bool HasAuthority(string region) => Authority(region, DateOnly.MaxValue) is not null;

    public static DateOnly ChangedOn(DateOnly day) => Days.LastOrDefault(changed => changed <= day);

    private static T? Find<T>(ILookup<string, T> rows, string region, DateOnly day)
        where T : class, IDatedRow
    {
        var own = rows[region].Where(row => row.From <= day && (row.To ?? DateOnly.MaxValue) >= day).MaxBy(row => row.From);
        return own ?? (region.Length > 2 ? Find(rows, region[..2], day) : null);
    }

    /// <summary>The days on which a row begins and ceases to apply.</summary>
    private static IEnumerable<DateOnly> DaysOf(IDatedRow row) => row.To is { } to ? [row.From, to.AddDays(1)] : [row.From];

    private static ILookup<string, T> ByRegion<T>(IEnumerable<T> rows, Func<T, IReadOnlyList<string>> codes) => rows
        .SelectMany(row => codes(row).SelectMany(Regions.Expand), (row, region) => (Region: region, Row: row))
        .ToLookup(entry => entry.Region, entry => entry.Row, StringComparer.Ordinal);

    private static T Read<T>(string file, JsonTypeInfo<T> type)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{typeof(JurisdictionTable).Namespace}.{file}")!;
        return JsonSerializer.Deserialize(stream, type)!;
    }
}

/// <param name="AsOf">The day on which somebody last checked every row.</param>
internal sealed record AuthorityFile(DateOnly AsOf, IReadOnlyList<ComplaintAuthority> Authorities);

/// <inheritdoc cref="AuthorityFile"/>
internal sealed record RightsFile(DateOnly AsOf, IReadOnlyList<RegionRights> Regions);

/// <inheritdoc cref="AuthorityFile"/>
internal sealed record DeadlinesFile(DateOnly AsOf, IReadOnlyList<RequestDeadline> Regions);

/// <inheritdoc cref="AuthorityFile"/>
internal sealed record SignalFile(DateOnly AsOf, IReadOnlyList<SignalDuty> Signals);

/// <inheritdoc cref="AuthorityFile"/>
internal sealed record AgeFile(DateOnly AsOf, IReadOnlyList<ConsentAge> Ages);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AuthorityFile))]
[JsonSerializable(typeof(RightsFile))]
[JsonSerializable(typeof(DeadlinesFile))]
[JsonSerializable(typeof(SignalFile))]
[JsonSerializable(typeof(AgeFile))]
internal sealed partial class JurisdictionJson : JsonSerializerContext;
