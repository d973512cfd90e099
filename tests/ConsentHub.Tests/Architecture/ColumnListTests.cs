using System.Text.RegularExpressions;
using ConsentHub.Consents;
using ConsentHub.Formats;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Architecture;

/// <summary>
/// The columns of a record are listed once, and so are its members. No other source names them in a row, and no store
/// knows an ordinal.
/// </summary>
public sealed partial class ColumnListTests
{
    /// <summary>This many names in a row are a list; statistics group by six.</summary>
    private const int List = 7;

    /// <summary>No other statement of a store reads a column with this ordinal.</summary>
    private const int RecordOrdinal = 11;

    private const int Timeout = 10_000;

    private static readonly string Root = Path.GetDirectoryName(TestSite.Folder)!;

    private static readonly HashSet<string> Columns = [.. Enumerable.Range(0, RecordColumns.Count).Select(WireNames<RecordColumn>.Of)];

    private static readonly HashSet<string> Members = [.. Enum.GetValues<RecordMember>().Select(RecordMembers.NameOf)];

    [Fact]
    public void No_source_lists_the_columns_or_members_of_a_record_again() =>
        Assert.Empty(Sources("").SelectMany(source => Lists(source.Text).Select(list => $"{source.Path}: {list}")));

    [Fact]
    public void No_store_knows_the_ordinal_of_a_records_column()
    {
        var stores = Sources("ConsentHub.Sqlite").Concat(Sources("ConsentHub.Postgres")).ToList();
        var readers = stores.Where(source => RecordRow().IsMatch(source.Text)).ToList();

        Assert.Equal(["ColumnArrays.cs", "PostgresColumns.cs", "SqliteColumns.cs"], readers.Select(reader => Path.GetFileName(reader.Path)).Order(StringComparer.Ordinal));
        Assert.Empty(readers.SelectMany(reader => Ordinals(reader, least: 0)));
        Assert.DoesNotContain(readers, reader => BoundParameter().IsMatch(reader.Text));
        Assert.Empty(stores.SelectMany(store => Ordinals(store, RecordOrdinal)));
        Assert.Empty(stores.SelectMany(store => NamedOrdinal().Matches(store.Text).Select(named => $"{store.Path}: {named.Value}")));
    }

    [Theory]
    [InlineData("\"SELECT leaf, id, visitor, recorded_at, decided_at, notice, granted FROM consent\"", 1)]
    [InlineData("\"c.leaf, c.id,\n c.visitor, c.recorded_at, c.decided_at, c.notice, c.granted\"", 1)]
    [InlineData("[\"recordId\", \"leafIndex\", \"recordedAt\", \"decidedAt\", \"site\", \"visitor\", \"notice\"]", 1)]
    [InlineData("\"SELECT recorded_at / 900000, notice, granted, lang, region_seen, action, source\"", 0)]
    [InlineData("\"INSERT INTO removal (site, leaf, salt, at, reason, leaves)\"", 0)]
    public void A_list_is_found_in_each_of_its_spellings(string text, int found) => Assert.Equal(found, Lists(text).Count());

    private static IEnumerable<string> Lists(string text) =>
        NamesInARow().Matches(text).Select(match => match.Value)
            .Where(list => Math.Max(CountOf(list, Columns), CountOf(list, Members)) >= List);

    private static int CountOf(string list, HashSet<string> names) => Name().Matches(list).Select(match => match.Value).Distinct().Count(names.Contains);

    private static IEnumerable<string> Ordinals((string Path, string Text) source, int least) =>
        Ordinal().Matches(source.Text).Where(match => int.Parse(match.Groups["at"].Value, null) >= least).Select(match => $"{source.Path}: {match.Value}");

    private static IEnumerable<(string Path, string Text)> Sources(string project) =>
        from path in Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories)
        let below = Path.GetRelativePath(Path.Combine(Root, "src"), path)
        where !below.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin")
        select (below, File.ReadAllText(path));

    /// <summary>Names separated by commas, in SQL or as string literals.</summary>
    [GeneratedRegex("""(?:"?(?:c\.)?\w+"?\s*,\s*)+"?(?:c\.)?\w+""", RegexOptions.None, Timeout)]
    private static partial Regex NamesInARow();

    [GeneratedRegex(@"\w+(?!\w|\.)", RegexOptions.None, Timeout)]
    private static partial Regex Name();

    /// <summary>A number that reads a column by its position.</summary>
    [GeneratedRegex(@"(?:sqlite3_column_\w+\([\w.]+, |\brow\.(?:Get\w+(?:<[^>]+>)?|IsDBNull)\(|\brow\[)(?<at>\d+)\b", RegexOptions.ExplicitCapture, Timeout)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\bBind(?:Null)?\(\d", RegexOptions.None, Timeout)]
    private static partial Regex BoundParameter();

    [GeneratedRegex(@"\b\w*(?:Column|Parameter|Ordinal) = \d+", RegexOptions.None, Timeout)]
    private static partial Regex NamedOrdinal();

    [GeneratedRegex(@": I(?:RecordRow|RecordTarget|ExactRow)\b", RegexOptions.None, Timeout)]
    private static partial Regex RecordRow();
}
