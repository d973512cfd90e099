using ConsentHub.Sites;

namespace ConsentHub.ConsentLog.Statistics;

/// <summary>The values of a breakdown as callers see them, and their order.</summary>
internal sealed class StatsValues(Site site, IReadOnlyList<StatsDimension> by) : IComparer<(string Value, string? Second)>
{
    private readonly Dictionary<string, string> categories = site.Numbers.Categories.ToDictionary(c => RollupCells.Text(c.Value), c => c.Key, StringComparer.Ordinal);

    public string? First(string value) => by.Count == 0 ? null : Name(value, by[0]);

    public string? Second(string? value) => by.Count < 2 || value is null ? null : Name(value, by[1]);

    public int Compare((string Value, string? Second) x, (string Value, string? Second) y)
    {
        var first = Compare(x.Value, y.Value, 0);
        return first != 0 ? first : Compare(x.Second ?? "", y.Second ?? "", 1);
    }

    private int Compare(string x, string y, int at)
    {
        if (by.Count <= at)
            return 0;

        // Versions are numbers: 10 comes after 9.
        var longer = by[at] == StatsDimension.Notice ? x.Length.CompareTo(y.Length) : 0;
        return longer != 0 ? longer : string.CompareOrdinal(Name(x, by[at]), Name(y, by[at]));
    }

    private string Name(string value, StatsDimension dimension) => dimension == StatsDimension.Category ? categories[value] : value;
}
