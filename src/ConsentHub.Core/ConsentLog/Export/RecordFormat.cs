using ConsentHub.Consents;
using ConsentHub.Sites;

namespace ConsentHub.ConsentLog.Export;

/// <summary>The file format of an export, with version 1 of the columns. docs/data-dictionary.md describes both formats.</summary>
internal enum ExportFormat
{
    Csv,
    Ndjson,
}

/// <summary>Writes whole records into a buffer.</summary>
internal interface IRecordWriter
{
    void Begin();

    void Write(ConsentRecord record, ShownNotice shown);
}

internal static class ExportFormats
{
    /// <summary><c>header=present</c> says that the first line names the columns. No byte order mark is written, because most readers would treat it as part of the first column's name.</summary>
    public static string ContentType(this ExportFormat format) =>
        format == ExportFormat.Csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";

    public static string FileName(this ExportFormat format, string site, DateTimeOffset now) =>
        $"consents-{site}-{now.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}.{WireNames<ExportFormat>.Of(format)}";
}
