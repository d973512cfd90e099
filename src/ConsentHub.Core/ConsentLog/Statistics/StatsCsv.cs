using System.Globalization;
using ConsentHub.ConsentLog.Export;

namespace ConsentHub.ConsentLog.Statistics;

/// <summary>Statistics as CSV: a line for each bucket and value. The file always has a column for every measure; a measure that has no meaning in the breakdown has empty cells.</summary>
internal static class StatsCsv
{
    private static readonly string[] Begin = ["start", "end", "local"];

    private static readonly string[] Measures = ["impressions", "dismissed", "decided", "granted", "denied", "withdrawn", "optInRate", "responseRate"];

    public static byte[] Write(StatsRequest request, StatsResponse response)
    {
        var buffer = new Utf8Buffer();
        var cells = new CsvCells(buffer);
        foreach (var name in (string[])[.. Begin, .. request.By.Select(WireNames<StatsDimension>.Of), .. Measures])
            cells.Text(name);

        cells.EndRow();
        foreach (var bucket in response.Buckets)
        {
            cells.Time(bucket.Start!.Value);
            cells.Time(bucket.End!.Value);
            cells.Text(bucket.Local!);
            if (bucket.Value is { } value)
                cells.Text(value);
            if (bucket.SecondValue is { } second)
                cells.Text(second);

            foreach (var count in (long?[])[bucket.Impressions, bucket.Dismissed, bucket.Decided, bucket.Granted, bucket.Denied, bucket.Withdrawn])
                cells.Text(count?.ToString(CultureInfo.InvariantCulture) ?? "");

            cells.Text(bucket.OptInRate?.ToString("R", CultureInfo.InvariantCulture) ?? "");
            cells.Text(bucket.ResponseRate?.ToString("R", CultureInfo.InvariantCulture) ?? "");
            cells.EndRow();
        }

        return buffer.Written.ToArray();
    }
}
