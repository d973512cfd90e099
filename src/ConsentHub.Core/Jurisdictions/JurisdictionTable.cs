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

    private static readonly ILookup<string, RegionRights> RightsByRegion = Read("rights.json", JurisdictionJson.Default.RightsFile).Regions
        .SelectMany(row => row.In.SelectMany(Regions.Expand), (row, region) => (Region: region, Row: row))
        .ToLookup(entry => entry.Region, entry => entry.Row, StringComparer.Ordinal);

    private static readonly ILookup<string, RequestDeadline> DeadlinesByRegion = Read("deadlines.json", JurisdictionJson.Default.DeadlinesFile).Regions
        .SelectMany(row => row.In.SelectMany(Regions.Expand), (row, region) => (Region: region, Row: row))
        .ToLookup(entry => entry.Region, entry => entry.Row, StringComparer.Ordinal);

    private static readonly DateOnly[] Days = [.. AllAuthorities.Select(row => row.From).Concat(AllRights.Select(row => row.From)).Distinct().Order()];

    public static IEnumerable<ComplaintAuthority> AllAuthorities => Authorities.SelectMany(rows => rows);

    public static IEnumerable<RegionRights> AllRights => RightsByRegion.SelectMany(rows => rows).Distinct();

    public static ComplaintAuthority? Authority(string region, DateOnly day) => Find(Authorities, region, row => row.From, day);

    public static RegionRights? Rights(string region, DateOnly day) => Find(RightsByRegion, region, row => row.From, day);

    public static IEnumerable<RequestDeadline> AllDeadlines => DeadlinesByRegion.SelectMany(rows => rows).Distinct();

    /// <summary>Null if <c>deadlines.json</c> has no row for the region.</summary>
    public static RequestDeadline? Deadline(string region, DateOnly day) => Find(DeadlinesByRegion, region, row => row.From, day);

    /// <summary>Whether visitors of this region read the name of an authority, now or from a later day.</summary>
    public static bool HasAuthority(string region) => Authority(region, DateOnly.MaxValue) is not null;

    public static DateOnly ChangedOn(DateOnly day) => Days.LastOrDefault(changed => changed <= day);

    private static T? Find<T>(ILookup<string, T> rows, string region, Func<T, DateOnly> from, DateOnly day)
        where T : class
    {
        var own = rows[region].Where(row => from(row) <= day).MaxBy(from);
        return own ?? (region.Length > 2 ? Find(rows, region[..2], from, day) : null);
    }

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

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AuthorityFile))]
[JsonSerializable(typeof(RightsFile))]
[JsonSerializable(typeof(DeadlinesFile))]
internal sealed partial class JurisdictionJson : JsonSerializerContext;
