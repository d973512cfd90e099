using System.Text;
using ConsentHub.ConsentLog.Export;
using ConsentHub.Formats;
using CsvHelper;

namespace ConsentHub.Tests.Analysis;

public sealed class CsvCellsTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\r\nlines", "\"two\r\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\ttab", "'\ttab")]
    [InlineData("\rreturn", "\"'\rreturn\"")]
    [InlineData("\nline", "\"'\nline\"")]
    [InlineData("\0nul", "'\0nul")]
    [InlineData("'own", "''own")]
    [InlineData("a=1", "a=1")]
    [InlineData("=1,\"2\"", "\"'=1,\"\"2\"\"\"")]
    [InlineData("\"", "\"\"\"\"")]
    [InlineData("åø", "åø")]
    public void A_cell_is_quoted_and_gets_an_apostrophe_only_where_needed(string value, string written) => Assert.Equal(written + "\r\n", Write(value));

    [Fact]
    public void Removing_one_apostrophe_restores_every_value()
    {
        var random = new Random(11);
        const string Letters = "=+-@'\"\t\r\n\0,; aåΩ漢😀";
        var runes = Letters.EnumerateRunes().Select(r => r.ToString()).ToList();
        var values = Enumerable.Range(0, 2000).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => runes[random.Next(runes.Count)]))).ToArray();

        using var csv = CsvReader.FromText(Write(values), new CsvReaderOptions { Separator = ',', HasHeader = false });
        Assert.True(csv.Read());
        var read = Enumerable.Range(0, csv.FieldCount).Select(csv.GetString).Select(c => c.StartsWith('\'') ? c[1..] : c);
        Assert.Equal(values, read);
    }

    [Fact]
    public void A_long_cell_is_written_completely()
    {
        var value = string.Concat(Enumerable.Repeat("å,", 40_000));
        Assert.Equal($"\"{value}\"\r\n", Write(value));
    }

    private static string Write(params string[] values)
    {
        var buffer = new Utf8Buffer();
        var cells = new CsvCells(buffer);
        foreach (var value in values)
            cells.Text(value);

        cells.EndRow();
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }
}
