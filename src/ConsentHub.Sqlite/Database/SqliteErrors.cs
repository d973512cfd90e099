using Microsoft.Data.Sqlite;

namespace ConsentHub.Sqlite.Database;

/// <summary>Explains SQLite's result codes in words that an operator can act on (https://sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    public static string Explain(Exception error) => error is not SqliteException sqlite ? error.Message : sqlite.SqliteErrorCode switch
    {
        5 or 6 => "Another process holds the write lock.",
        8 => "The file or its folder is read-only.",
        10 => "The disk reports an input or output error.",
        11 or 26 => "The file is damaged or not a database.",
        13 => "The disk is full.",
        14 => "The file can't be opened or created.",
        _ => $"SQLite error {sqlite.SqliteExtendedErrorCode}: {sqlite.Message}",
    };

    /// <summary>True if the disk or a lock failed. The cause is outside the program, so the write must be retried later.</summary>
    public static bool IsOutage(SqliteException error) => error.SqliteErrorCode is 5 or 6 or 8 or 10 or 11 or 13 or 14 or 26;
}
